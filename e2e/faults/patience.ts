/**
 * How long a fault waits before it gives a promise up as broken. Ten seconds are promised; how long it really took is a
 * figure of the report, and on a machine that does other things besides it says more of the machine. What has not come
 * by then will not come.
 */
export const READY_WITHIN_S = 90;
export const TOLD_WITHIN_S = 45;
