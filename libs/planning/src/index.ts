export { exposuresIn, durationOf, firstOf, restOf } from './series.js';
export type { Interval } from './interval.js';
export { NightSky } from './night-sky.js';
export { observingNight } from './observing-night.js';
export { mountOf, slewS } from './slew.js';
export { judgeNotice, type NoticeQuestion, type NoticeVerdict, type RequestDraft } from './judge-notice.js';
export { planNight, type PlanInput, type PlanParts } from './plan-night.js';
export { judgeBlock, type BlockVerdict, type Conditions } from './judge-block.js';
export type { Explanation, Reason } from './explain.js';
