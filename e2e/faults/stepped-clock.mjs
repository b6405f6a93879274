// Loaded before everything else (`node --import`): Date runs as many milliseconds ahead as a file says. Monotonic time
// and timers stay as they are, as they do when a machine's clock is set.
import { readFileSync } from 'node:fs';

const file = process.env.NIGHTJAR_FAULT_CLOCK_STEP;
const Real = Date;
const realNow = Real.now.bind(Real);
let step = 0;

function look() {
  try {
    step = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    // it is just being written
  }
}

if (file) {
  look();
  setInterval(look, 100).unref();
  const now = () => realNow() + step;
  globalThis.Date = new Proxy(Real, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
    apply: () => new Real(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}
