import { type ObservationRequest, Site } from '@nightjar/contracts';

/** The site that the specs of planning observe from. */
export const sampleSite = (changes: Partial<Site> = {}): Site => ({
  ...Site.parse({
    name: 'la-silla',
    title: 'La Silla',
    longitudeDeg: -70.738,
    latitudeDeg: -29.2563,
    elevationM: 2347,
    timeZone: 'America/Santiago',
    telescopes: [{ name: 'mount', port: 11110, apertureM: 0.25, slewRateDegPerS: 2, settleS: 30, minAltitudeDeg: 20 }],
    cameras: [
      {
        name: 'north',
        port: 11111,
        telescope: 'mount',
        widthPx: 1024,
        heightPx: 1024,
        pixelScaleArcsec: 3.6,
        filters: ['V', 'R'],
        gainEPerAdu: 1.5,
        readNoiseE: 8,
      },
    ],
    domes: [{ name: 'dome', port: 11112 }],
    weather: [{ name: 'mast', port: 11113, limits: {} }],
    strategies: [
      {
        name: 'burst',
        says: 'Bursts at once.',
        match: { missions: ['Swift'], maxErrorDeg: 0.5, maxAgeS: 43_200 },
        priority: 100,
        interrupts: true,
        constraints: { minAltitudeDeg: 25, minMoonSeparationDeg: 20, maxSunAltitudeDeg: -12 },
        validS: 21_600,
        camera: 'north',
        configurations: [{ filter: 'V', exposureS: 30, count: 4 }],
      },
    ],
  }),
  ...changes,
});

const idOf = (prefix: string, n: number): string =>
  `${prefix}_0118c4a2-6d10-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** A request with everything but what a spec is about already filled in. */
export const sampleRequest = (n: number, changes: Partial<ObservationRequest> = {}): ObservationRequest => {
  const configurations = changes.configurations ?? [{ filter: 'V', exposureS: 60, count: 10 }];
  return {
    id: idOf('req', n),
    target: idOf('tgt', n),
    targetName: `star ${n}`,
    raDeg: 180,
    decDeg: -30,
    notice: null,
    strategy: null,
    state: 'PENDING',
    because: '',
    priority: 10,
    interrupts: false,
    windows: [],
    constraints: { minAltitudeDeg: 30, minMoonSeparationDeg: 20, maxSunAltitudeDeg: -12 },
    camera: 'north',
    configurations,
    remaining: configurations,
    createdAt: '2025-04-06T20:00:00.000Z',
    traceId: null,
    ...changes,
  };
};
