import { Injectable } from '@nestjs/common';
import { currentTraceId, type Meta } from '@nightjar/bus';
import { newId, CandidateJudged, type GiveVerdict, type Verdict } from '@nightjar/contracts';
import { Database } from '@nightjar/persistence';
import { Clock, type Asks } from '@nightjar/service-kit';
import { VerdictStore } from './verdict.store.js';

/**
 * What people think of candidates. That the process has such a candidate is the word of who asks: its table is a file,
 * and nobody should wait for it to press a key.
 */
@Injectable()
export class VerdictService {
  constructor(
    private readonly database: Database,
    private readonly verdicts: VerdictStore,
    private readonly clock: Clock,
  ) {}

  /** The later of two counts; one that changes nothing is answered as it stands, and not told of. */
  async give({ process, candidate, verdict }: Asks<typeof GiveVerdict>, { actor }: Meta): Promise<Verdict> {
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
}
