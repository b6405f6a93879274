/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Colours at even steps from dark to bright; every one grows in lightness all the way, so that none invents an edge. */
const STOPS = {
  grey: [
    [0, 0, 0],
    [255, 255, 255],
  ],
  heat: [
    [0, 0, 0],
    [96, 6, 12],
    [190, 42, 8],
    [244, 122, 22],
    [255, 206, 84],
    [255, 255, 240],
  ],
  lagoon: [
    [38, 6, 66],
    [52, 52, 124],
    [38, 100, 140],
    [28, 146, 134],
    [92, 192, 98],
    [244, 232, 66],
  ],
} as const satisfies Readonly<Record<string, readonly Rgb[]>>;

export const MAPS = ['grey', 'heat', 'lagoon'] as const satisfies readonly (keyof typeof STOPS)[];
export type MapName = (typeof MAPS)[number];

/** A colour for a brightness of 0 to 1. */
export const colourAt = (map: MapName, brightness: number): Rgb => {
  const stops: readonly Rgb[] = STOPS[map];
  const at = Math.min(1, Math.max(0, brightness)) * (stops.length - 1);
  const [from, to] = [stops[Math.floor(at)], stops[Math.ceil(at)]];
  const part = at - Math.floor(at);
  const mix = (i: 0 | 1 | 2): number => Math.round((from?.[i] ?? 0) * (1 - part) + (to?.[i] ?? 0) * part);
  return [mix(0), mix(1), mix(2)];
};

export interface Look {
  readonly map: MapName;
  readonly invert: boolean;
  /** The red theme: nothing but the red channel leaves the screen, whatever the map. */
  readonly redOnly: boolean;
}

/** The colour of a brightness under a look. */
export const lookAt = ({ map, invert, redOnly }: Look, brightness: number): Rgb => {
  const shown = invert ? 1 - brightness : brightness;
  return redOnly ? [Math.round(255 * Math.min(1, Math.max(0, shown))), 0, 0] : colourAt(map, shown);
};
