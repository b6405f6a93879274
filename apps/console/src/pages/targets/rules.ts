import { parsePosition } from '@nightjar/astro';

/** How far about a position that was typed targets are looked for. */
export const CONE_DEG = 0.5;

const LOOKS_LIKE_POSITION = /^[\d\s.+:,hmsd°′″'"−-]+$/i;

/** What the list of targets is asked for: a cone where the text is a position, else a part of a name. */
export const targetParams = (text: string | undefined): Readonly<Record<string, string>> => {
  const wanted = text?.trim() ?? '';
  if (!wanted) return {};
  if (!LOOKS_LIKE_POSITION.test(wanted)) return { q: wanted };
  try {
    const { raDeg, decDeg } = parsePosition(wanted);
    return { cone: `${raDeg.toFixed(6)},${decDeg.toFixed(6)},${CONE_DEG}` };
  } catch {
    return { q: wanted };
  }
};
