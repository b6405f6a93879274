/** How far a step is: `done` of `of`. */
export interface Progress {
  readonly done: number;
  readonly of: number;
}

/** Tells how far a step is: `report(3, 10)`, or a fraction `report(0.3)`. */
export type Report = (done: number, of?: number) => void;

/** Passes a report on when it changes the percentage that is shown; what makes no sense is brought into 0 to 1. */
export function reporter(tell: (progress: Progress) => void): Report {
  let shown = -1;
  return (done, of = 1) => {
    const whole = Number.isFinite(of) && of > 0 ? of : 1;
    const part = Math.min(whole, Math.max(0, Number.isFinite(done) ? done : 0));
    const percent = Math.floor((100 * part) / whole);
    if (percent === shown) return;
    shown = percent;
    tell({ done: part, of: whole });
  };
}
