import { separation } from '@nightjar/astro';
import type { Block, Configuration, Observation } from '@nightjar/contracts';
import { type BlockVerdict, exposuresIn, firstOf, judgeBlock, mountOf, restOf } from '@nightjar/planning';
import { leadS, type Running, type Situation } from './situation.js';

export type Step =
  /** Nothing until something happens, or until an instant (Unix ms of the observatory). `says`: what is waited for. */
  | { readonly kind: 'rest'; readonly untilMs: number | null; readonly says: string }
  /** Begins a block; `stops` is why what runs is stopped for it. */
  | { readonly kind: 'begin'; readonly block: Block; readonly stops: string | null }
  /** A block that may not begin after all. */
  | { readonly kind: 'refuse'; readonly block: Block; readonly because: string }
  /** The command that is written down is offered to instruments (again). */
  | { readonly kind: 'submit' }
  | { readonly kind: 'point' }
  | { readonly kind: 'expose'; readonly number: number; readonly configuration: Configuration }
  /** Ends what runs; `abort`: devices may still be at it. */
  | {
      readonly kind: 'end';
      readonly state: Observation['state'];
      readonly because: string | null;
      readonly abort: boolean;
    };

export const MOST_FAILURES = 3;
/** How long an observation waits for the dome, observatory seconds. */
const DOME_PATIENCE_S = 600;
const HALF_TURN_DEG = 180;
/** A revised position farther off than this is pointed anew. */
const REPOINT_DEG = 0.02;

const rest = (says: string, untilMs: number | null = null): Step => ({ kind: 'rest', untilMs, says });
const end = (state: Observation['state'], because: string | null, abort = false): Step => ({
  kind: 'end',
  state,
  because,
  abort,
});

const startMs = ({ startAt }: Block): number => Date.parse(startAt);

/**
 * When the telescope leaves for a block, Unix ms. For what interrupts it leaves as if the way were the longest: the planner did not
 * know where it points, and to arrive early costs nothing, as the shutter opens as soon as every constraint holds.
 */
const leaveMs = (situation: Situation, block: Block): number => {
  const { slewRateDegPerS, settleS } = situation.telescope;
  const wayS = block.interrupts ? settleS + HALF_TURN_DEG / slewRateDegPerS : leadS(situation, block);
  return startMs(block) - wayS * 1000;
};

/**
 * Whether a block was planned by somebody who knew how the request's last observation ended: the plan is newer, and so is the
 * block, as a running one is planned to have begun when it did. Otherwise it would be carried out twice.
 */
const isNews = ({ plan, finishedMs }: Situation, block: Block): boolean => {
  const endedMs = finishedMs.get(block.request) ?? Number.NEGATIVE_INFINITY;
  return startMs(block) > endedMs && Date.parse(plan?.createdAt ?? '') > endedMs;
};

/** Blocks of the plan that are this telescope's to carry out and not over. */
const open = (situation: Situation): Block[] => {
  const { plan, site, telescope, cancelled, now } = situation;
  return (plan?.blocks ?? []).filter(
    (block) =>
      mountOf(site, block.camera)?.name === telescope.name &&
      isNews(situation, block) &&
      !cancelled.has(block.request) &&
      (block.interrupts || Date.parse(block.endAt) > now.getTime()),
  );
};

/** Who is first of those that are due: what interrupts by its priority, else who is planned first. */
const first = (due: readonly Block[]): Block | undefined =>
  [...due].sort(
    (a, b) =>
      Number(b.interrupts) - Number(a.interrupts) ||
      (a.interrupts ? b.priority - a.priority : 0) ||
      startMs(a) - startMs(b),
  )[0];

/** Every constraint once more, as the sky and the weather are now: from when it could begin, or else from when it is planned. */
const judged = (situation: Situation, block: Block): BlockVerdict => {
  const { now, site, safety, domeState } = situation;
  const domeS = domeState === 'OPEN' ? 0 : (site.domes[0]?.openS ?? 0);
  const readyS = Math.max(leadS(situation, block), domeS);
  const plannedS = Math.max(readyS, (startMs(block) - now.getTime()) / 1000);
  const weather = { safe: safety?.safe ?? false, because: safety?.because ?? 'nothing is known of the weather' };
  const from = (seconds: number): BlockVerdict => judgeBlock(block, { ...weather, leadS: seconds }, now, site);
  const soonest = from(block.interrupts ? readyS : plannedS);
  return soonest.ok || !block.interrupts || plannedS === readyS ? soonest : from(plannedS);
};

const whenFree = (situation: Situation): Step => {
  const nowMs = situation.now.getTime();
  const blocks = open(situation);
  const block = first(blocks.filter((one) => leaveMs(situation, one) <= nowMs));
  if (!block) {
    const next = Math.min(...blocks.map((one) => leaveMs(situation, one)));
    return Number.isFinite(next) ? rest('the next block is not due', next) : rest('nothing is planned');
  }
  const { safety } = situation;
  if (!safety?.safe) return rest(`waiting for good weather: ${safety?.because ?? 'nothing heard yet'}`);
  const verdict = judged(situation, block);
  if (!verdict.ok) return { kind: 'refuse', block, because: `refused at the last moment: ${verdict.says}` };
  return { kind: 'begin', block, stops: null };
};

/** A block that may stop what runs: it interrupts and ranks higher, or it is the same request at a revised position. */
const interrupter = (situation: Situation, { block: running }: Running): Block | undefined => {
  const nowMs = situation.now.getTime();
  const stronger = open(situation).filter((one) =>
    one.request === running.request
      ? one.interrupts && separation(one, running) > REPOINT_DEG
      : one.interrupts && one.priority > running.priority && leaveMs(situation, one) <= nowMs,
  );
  const block = first(stronger);
  return block && judged(situation, block).ok ? block : undefined;
};

/** What stops an observation from outside: an operator, the weather, something more important, or too many failures. */
const stopped = (situation: Situation, running: Running): Step | null => {
  const { cancelled, safety } = situation;
  const withdrawn = cancelled.get(running.block.request);
  if (withdrawn !== undefined) return end('INTERRUPTED', `cancelled: ${withdrawn}`, true);
  if (safety && !safety.safe) return end('INTERRUPTED', `unsafe: ${safety.because}`, true);
  const block = interrupter(situation, running);
  if (block) {
    const revised = block.request === running.block.request;
    const stops = revised ? 'its position was revised' : `stopped for ${block.targetName}, priority ${block.priority}`;
    return { kind: 'begin', block, stops };
  }
  if (running.failures >= MOST_FAILURES)
    return end('FAILED', `failed ${running.failures} times: ${running.lastFailure ?? 'no reason given'}`);
  return null;
};

const nextExposure = (situation: Situation, { block, observation, readyAtMs }: Running): Step => {
  const { now, domeState, safety, site } = situation;
  const [configuration] = firstOf(restOf(block.configurations, observation.frames), 1);
  if (!configuration) return end('COMPLETED', null);
  if (domeState !== 'OPEN') {
    const patienceMs = readyAtMs + DOME_PATIENCE_S * 1000;
    if (now.getTime() >= patienceMs) return end('FAILED', `the dome is ${domeState ?? 'silent'}`);
    return rest('waiting for the dome to open', patienceMs);
  }
  const early = now.getTime() < startMs(block);
  if (early && !block.interrupts) return rest('waiting for the planned start', startMs(block));
  const one = { ...block, configurations: [configuration] };
  const conditions = {
    safe: safety?.safe ?? false,
    because: safety?.because ?? 'nothing is known of the weather',
    leadS: 0,
  };
  const verdict = judgeBlock(one, conditions, now, site);
  if (verdict.ok) return { kind: 'expose', number: observation.frames + 1, configuration };
  if (early) return rest('waiting for the planned start', startMs(block));
  const left = exposuresIn(block.configurations) - observation.frames;
  return end(observation.frames > 0 ? 'COMPLETED' : 'FAILED', `${left} exposures were not taken: ${verdict.says}`);
};

/** What a mount says of itself when it is not following the sky. */
const ASTRAY: ReadonlySet<string> = new Set(['PARKED', 'IDLE', 'STOPPED', 'PARKING']);
/** Its word may be a moment older than the news of its arrival, wall seconds. */
const OLD_WORD_S = 3;

/** Whether the mount has left the target since it arrived there: its power was cut, or somebody parked it. */
const hasStrayed = ({ now, mountState, rate }: Situation, { pointed, pointedAtMs }: Running): boolean =>
  pointed && mountState !== null && ASTRAY.has(mountState) && now.getTime() > pointedAtMs + OLD_WORD_S * rate * 1000;

const whileRunning = (situation: Situation, running: Running): Step => {
  const halt = stopped(situation, running);
  if (halt) return halt;
  const { command, retryAtMs, pointed } = running;
  const wait = situation.now.getTime() < retryAtMs;
  if (command?.submitted) return rest(`waiting for the ${command.order.action}`);
  if (wait) return rest('trying again soon', retryAtMs);
  if (command) return { kind: 'submit' };
  return pointed && !hasStrayed(situation, running) ? nextExposure(situation, running) : { kind: 'point' };
};

/** What a telescope does next. Pure: the same situation gives the same step. */
export const nextStep = (situation: Situation): Step =>
  situation.running ? whileRunning(situation, situation.running) : whenFree(situation);
