/** The services that beat. */
export const AGENTS = [
  'alerts',
  'automation',
  'catalog',
  'gateway',
  'instruments',
  'pipeline',
  'scheduler',
  'sequencer',
  'simulator',
];

/** What a service tells of itself once a second. */
export const heartbeat = (name: string) => ({
  name,
  bootId: 'boot',
  version: '0.1.0',
  state: name === 'pipeline' ? 'DEGRADED' : 'READY',
  because: name === 'pipeline' ? 'hotpants is not installed: subtraction uses the built-in' : null,
  operations: name === 'pipeline' ? ['photometry'] : [],
  opsUrl: null,
  at: new Date().toISOString(),
});

/** How the site stands: its clock, agents, servers and tools. */
export const statusAt = (nowMs: number, rate: number) => ({
  ready: true,
  version: '0.1.0',
  clock: { now: new Date(nowMs).toISOString(), mode: 'played', rate },
  site: {
    name: 'san-pedro-martir',
    title: 'San Pedro Mártir',
    longitudeDeg: -115.4637,
    latitudeDeg: 31.0442,
    elevationM: 2830,
    timeZone: 'America/Tijuana',
  },
  agents: AGENTS.map((name) => ({ ...heartbeat(name), ageS: 0.3 })),
  servers: [
    { name: 'nats', ok: true, says: '2.10.24, 127.0.0.1:4222' },
    { name: 'postgresql', ok: true, says: '18.4, 127.0.0.1:5432' },
  ],
  tools: [
    { name: 'source-extractor', ok: true, says: '2.28.0' },
    { name: 'solve-field', ok: true, says: '0.93' },
    { name: 'hotpants', ok: false, says: 'not found: the built-in subtraction is used' },
  ],
});
