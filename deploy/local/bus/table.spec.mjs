import { describe, expect, it } from '@jest/globals';
import { permits } from '@nightjar/bus';
import { CONTRACTS, isRequest } from '@nightjar/contracts';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../places.mjs';
import { serviceRights } from './services.mjs';
import { identityTable, KEEPER } from './table.mjs';

const rights = serviceRights();
const table = identityTable(rights).filter(({ name }) => name !== KEEPER);
const contracts = Object.entries(CONTRACTS);

/** Who may. @param {'publish' | 'subscribe'} what @param {string} subject */
const whoMay = (what, subject) =>
  table.filter(({ permissions }) => permits(permissions, what, subject)).map(({ name }) => name);

/** Contracts that a service's own source imports as values. @param {string} app */
function imported(app) {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', `apps/${app}/src/*.ts`], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const sources = files
    .split('\n')
    .filter((file) => file && !/\.(spec|fixture)\.ts$/.test(file))
    .filter((file) => !file.endsWith(`${app}.module.ts`) && !file.endsWith(`${app}.definition.ts`))
    .map((file) => readFileSync(join(ROOT, file), 'utf8'));
  const names = sources.flatMap((text) =>
    [...text.matchAll(/import \{([^}]*)\} from '@nightjar\/contracts'/g)].flatMap(([, list = '']) =>
      list.split(',').map((name) => name.trim()),
    ),
  );
  return [...new Set(names)].flatMap((name) => CONTRACTS[name]?.subject ?? []);
}

/** @param {import('./table.mjs').Rights} mine */
function declared({ serves, consumes, works, asks, emits, tells, hears, follows }) {
  const jobs = contracts.flatMap(([, each]) =>
    each.kind === 'job' && works.includes(each.queue.name) ? [each.subject] : [],
  );
  const asked = asks === 'everything' ? contracts.flatMap(([, each]) => (isRequest(each) ? [each.subject] : [])) : asks;
  // Who watches the whole stream may name any event of it.
  const watched = follows ? contracts.flatMap(([, each]) => (each.kind === 'event' ? [each.subject] : [])) : [];
  return [...watched, ...serves, ...consumes, ...jobs, ...asked, ...emits, ...tells, ...hears];
}

describe.each(rights.map((mine) => ({ service: mine.service, mine })))(
  'the declaration of $service',
  ({ service, mine }) => {
    it('names every contract that its code uses', () => {
      expect(imported(service).filter((subject) => !declared(mine).includes(subject))).toEqual([]);
    });

    it('names no event and no telemetry that its code does not use', () => {
      const used = imported(service);
      expect([...mine.emits, ...mine.tells, ...mine.hears].filter((subject) => !used.includes(subject))).toEqual([]);
      if (mine.asks !== 'everything') expect(mine.asks.filter((subject) => !used.includes(subject))).toEqual([]);
    });
  },
);

describe('the table of identities', () => {
  const of = (/** @type {string[]} */ ...kinds) =>
    contracts
      .filter(([, { kind }]) => kinds.includes(kind))
      .map(([name, { subject }]) => /** @type {const} */ ([name, subject]));

  it.each(of('event'))('lets one service at most tell of %s', (_, subject) => {
    expect(whoMay('publish', subject).length).toBeLessThanOrEqual(1);
  });

  it.each(of('command', 'ask'))('lets one service at most answer %s', (_, subject) => {
    expect(whoMay('subscribe', subject).length).toBeLessThanOrEqual(1);
  });

  it.each(of('job'))('lets only the owner of its queue give %s', (name, subject) => {
    const contract = CONTRACTS[name];
    expect(whoMay('publish', subject)).toEqual([contract?.kind === 'job' ? contract.queue.service : '']);
  });

  it('lets only the sequencer and the gateway command a device', () => {
    const submit = CONTRACTS.SubmitCommand?.subject ?? '';
    expect(whoMay('publish', submit).sort()).toEqual(['gateway', 'sequencer']);
  });

  it.each(table.map(({ name }) => [name]))('lets nobody but %s read the answers to it', (name) => {
    expect(whoMay('subscribe', `_INBOX_${name}.x.y`)).toEqual([name]);
  });

  it.each(['>', 'evt.>', 'job.>', 'cmd.>', '_INBOX.>', '$JS.>', '$SYS.>', '*.*'])(
    'lets nobody listen to %s',
    (subject) => {
      expect(whoMay('subscribe', subject)).toEqual([]);
    },
  );

  it.each(['DELETE', 'PURGE', 'UPDATE', 'MSG.GET', 'MSG.DELETE', 'SNAPSHOT', 'RESTORE'])(
    'lets no service %s a stream',
    (verb) => {
      expect(whoMay('publish', `$JS.API.STREAM.${verb}.EVENTS`)).toEqual([]);
    },
  );

  it('lets only its owner touch a lasting consumer, though the gateway may watch every event', () => {
    const consumer = 'EVENTS.catalog-evt-alert-notice-received';
    expect(whoMay('publish', `$JS.API.CONSUMER.MSG.NEXT.${consumer}`)).toEqual(['catalog']);
    expect(whoMay('publish', `$JS.API.CONSUMER.DELETE.${consumer}`)).toEqual(['catalog']);
    expect(whoMay('publish', `$JS.API.CONSUMER.CREATE.${consumer}`)).toEqual([]);
    expect(whoMay('publish', '$JS.API.CONSUMER.CREATE.EVENTS.any-other')).toEqual(['gateway']);
  });
});
