/** Facts that cannot be true, by their path: numbers that are none, and quantities out of their range. */
export function unsound(facts: unknown): string[] {
  return visit(facts, '');
}

const positive = /^(?:gainEPerAdu|saturationAdu|fwhmPx|pixelScaleArcsec|error|magError|fluxErrorAdu)$/;
const ranges: readonly (readonly [name: RegExp, from: number, to: number])[] = [
  [/^(?:ra|centerRa)Deg$/i, 0, 360],
  [/^(?:dec|centerDec)Deg$/i, -90, 90],
  [/Fraction$/, 0, 1],
  // a bias frame is exposed for no time at all
  [/^exposureS$/, 0, Infinity],
];

function visit(value: unknown, path: string): string[] {
  if (typeof value === 'number') return judge(value, path);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? [`${path} is no time`] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => visit(inner, path === '' ? name : `${path}.${name}`));
}

function judge(value: number, path: string): string[] {
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (!Number.isFinite(value)) return [`${path} is ${value}`];
  if (positive.test(name) && !(value > 0)) return [`${path} is ${value}`];
  return ranges.some(([is, from, to]) => is.test(name) && !(value >= from && value <= to))
    ? [`${path} is ${value}`]
    : [];
}
