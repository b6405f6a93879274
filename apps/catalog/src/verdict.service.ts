import { Injectable } from '@nestjs/common';
import { Bus, currentTraceId, type Meta } from '@nightjar/bus';
import {
  CandidateJudged,
  ListProcesses,
  nameOfCandidate,
  newId,
  Refusal,
  type GiveVerdict,
  type NamedCandidate,
  type Verdict,
} from '@nightjar/contracts';
import { Database } from '@nightjar/persistence';
import { Clock, type Asks } from '@nightjar/service-kit';
import { VerdictStore } from './verdict.store.js';

/** What people think of the candidates that processes list in their results. */
@Injectable()
export class VerdictService {
  constructor(
    private readonly database: Database,
    private readonly bus: Bus,
    private readonly verdicts: VerdictStore,
    private readonly clock: Clock,
  ) {}

  /**
   * The later of two counts; one that changes nothing is answered as it stands, and not told of.
   * @throws Refusal `not_found`, `no_such_candidate`
   */
  async give({ process, candidate, verdict }: Asks<typeof GiveVerdict>, { actor }: Meta): Promise<Verdict> {
    // one that was judged before was there
    if (!(await this.verdicts.has({ process, candidate }))) await this.refuseUnknown(process, candidate);
    return this.database.transaction(async (tx) => {
      const given = { verdict, by: actor, at: this.clock.now().toISOString(), traceId: currentTraceId() };
      const first: Verdict = { id: newId('vdt'), process, candidate, ...given, version: 1 };
      if (await this.verdicts.insert(tx, first)) {
        await tx.emit(CandidateJudged, first);
        return first;
      }
      const before = await this.verdicts.locked(tx, first);
      if (!before) throw new Error(`the verdict on ${candidate} of ${process} is neither new nor there`);
      if (before.verdict === verdict) return before;
      const now: Verdict = { ...before, ...given, version: before.version + 1 };
      await this.verdicts.save(tx, now);
      await tx.emit(CandidateJudged, now);
      return now;
    });
  }

  private async refuseUnknown(id: string, candidate: string): Promise<void> {
    const [process] = (await this.bus.ask(ListProcesses, { id, limit: 1 })).results;
    if (!process) throw new Refusal('not_found', `there is no process ${id}`);
    const { candidates, otherCandidates } = process.result;
    const names = [...listOf(candidates).filter(isObject).map(nameOfCandidate), ...listOf(otherCandidates)];
    if (names.includes(candidate)) return;
    throw new Refusal(
      'no_such_candidate',
      `${process.identifier} lists no candidate ${candidate}: it lists ${names.length}`,
      { listed: names.length },
    );
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const isObject = (value: unknown): value is NamedCandidate => typeof value === 'object' && value !== null;
