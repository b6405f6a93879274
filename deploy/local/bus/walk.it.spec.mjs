import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { durablesOf, permits, STREAMS } from '@nightjar/bus';
import { CONTRACTS } from '@nightjar/contracts';
import { PermissionViolationError } from '@nats-io/nats-core';
import { GuardedNats } from './guarded-nats.fixture.mjs';
import { serviceRights } from './services.mjs';
import { identityTable, KEEPER } from './table.mjs';

const rights = serviceRights();
const table = identityTable(rights);
const services = table.filter(({ name }) => name !== KEEPER);
const agents = rights.flatMap((mine) => mine.agents);

const ON_STREAM = ['CREATE', 'UPDATE', 'INFO', 'DELETE', 'PURGE', 'SNAPSHOT', 'RESTORE', 'MSG.GET', 'MSG.DELETE'];
const ON_CONSUMER = ['CREATE', 'DURABLE.CREATE', 'INFO', 'DELETE', 'MSG.NEXT', 'PAUSE', 'RESET', 'UNPIN'];

const jetStream = [
  ...['INFO', 'STREAM.NAMES', 'STREAM.LIST', 'ACCOUNT.PURGE.$G'],
  ...STREAMS.flatMap((stream) => [
    ...ON_STREAM.map((verb) => `STREAM.${verb}.${stream}`),
    ...['NAMES', 'LIST', 'CREATE'].map((verb) => `CONSUMER.${verb}.${stream}`),
    ...[`DIRECT.GET.${stream}`, `CONSUMER.CREATE.${stream}.any`, `CONSUMER.MSG.NEXT.${stream}.any`],
  ]),
].map((subject) => `$JS.API.${subject}`);

const durables = rights
  .flatMap(durablesOf)
  .flatMap(({ stream, name, filter }) => [
    ...ON_CONSUMER.map((verb) => `$JS.API.CONSUMER.${verb}.${stream}.${name}`),
    `$JS.API.CONSUMER.CREATE.${stream}.${name}.${filter.replace('>', 'any')}`,
    `$JS.API.CONSUMER.CREATE.${stream}.${name}.evt.other`,
    `$JS.ACK.${stream}.${name}.1.2.3.4.5`,
  ]);

/** Everything that may be published to, and nothing that is a wildcard. */
const literal = [
  ...Object.values(CONTRACTS).flatMap(({ subject }) => [
    subject,
    ...[...agents, 'any', 'a.b'].map((name) => `${subject}.${name}`),
  ]),
  ...agents.map((name) => `canary.${name}`),
  ...table.map(({ name }) => `_INBOX_${name}.x.y`),
  ...['_INBOX.x.y', 'canary.any', 'job.other.any', 'any', '$SYS.REQ.SERVER.PING', '$SYS.ACCOUNT.$G.CONNECT'],
  ...jetStream,
  ...durables,
];

const wild = [
  ...[
    '>',
    '*',
    '*.>',
    'cmd.>',
    'ask.>',
    'evt.>',
    'job.>',
    'tlm.>',
    '_INBOX.>',
    '$JS.>',
    '$JS.API.>',
    '$JS.ACK.>',
    '$SYS.>',
  ],
  ...['$JS.EVENT.>', 'canary.>', 'job.photometry.>'],
  ...table.map(({ name }) => `_INBOX_${name}.>`),
  ...Object.values(CONTRACTS).flatMap(({ subject }) => [`${subject}.>`, `${subject}.*`]),
];

/** @type {GuardedNats} */
let nats;
beforeAll(async () => {
  nats = await GuardedNats.start();
});
afterAll(() => nats.stop());

/**
 * What the server refuses an identity, of all that is tried.
 * @param {string} name @param {'publish' | 'subscribe'} what @param {readonly string[]} subjects
 */
async function refused(name, what, subjects) {
  const nc = await nats.connect(nats.seed(name));
  /** @type {Set<string>} */
  const refusals = new Set();
  const told = (async () => {
    for await (const status of nc.status()) {
      if (status.type === 'error' && status.error instanceof PermissionViolationError)
        refusals.add(status.error.subject);
    }
  })();
  for (const subject of subjects) {
    if (what === 'publish') nc.publish(subject);
    else nc.subscribe(subject, { callback: () => {} });
  }
  await nc.flush();
  await nc.close();
  await told;
  return [...refusals].sort();
}

/** @param {import('./table.mjs').Identity} identity @param {'publish' | 'subscribe'} what @param {readonly string[]} subjects */
const forbidden = ({ permissions }, what, subjects) =>
  [...new Set(subjects)].filter((subject) => !permits(permissions, what, subject)).sort();

describe.each(services.map((identity) => ({ name: identity.name, identity })))(
  'the server lets $name',
  ({ name, identity }) => {
    it('publish exactly what the table says', async () => {
      const refusals = forbidden(identity, 'publish', literal);
      expect(await refused(name, 'publish', literal)).toEqual(refusals);
      expect(refusals.length).toBeGreaterThan(literal.length / 4);
    });

    it('subscribe to exactly what the table says', async () => {
      const subjects = [...literal, ...wild];
      expect(await refused(name, 'subscribe', subjects)).toEqual(forbidden(identity, 'subscribe', subjects));
    });
  },
);

describe('the server', () => {
  it('lets the keeper of the bus do everything', async () => {
    expect(await refused(KEEPER, 'publish', ['evt.any', 'tlm.any', '_INBOX_catalog.x'])).toEqual([]);
    expect(await refused(KEEPER, 'subscribe', ['>'])).toEqual([]);
  });

  it('refuses whoever comes without an identity', async () => {
    await expect(nats.connect()).rejects.toThrow(/authorization/i);
  });
});
