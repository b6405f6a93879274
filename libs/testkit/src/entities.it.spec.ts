import { describe, expect, it } from '@jest/globals';
import { defineEntity, p } from '@mikro-orm/core';
import { Database, insertNew, instant, json, migration, newestFirst } from '@nightjar/persistence';
import { startNight } from './night.js';

const migrations = [
  migration(
    '0001_create_frame',
    `create table drift.frame (id text primary key, of text, at timestamptz not null, header jsonb not null default '{}', count int not null)`,
    `create index frame_at on drift.frame (at)`,
    `comment on column drift.frame.at is 'middle of the exposure'`,
  ),
];
const frame = {
  id: p.text().primary(),
  of: p.text().strictNullable(),
  at: instant(),
  header: json<Record<string, unknown>>(),
  count: p.integer(),
};

describe('entities beside migrations', () => {
  it('are told apart from the tables in a column, its type and whether it may be null; in nothing else', async () => {
    await using night = await startNight();
    const driftOf = async (properties: Record<string, unknown>): Promise<string> => {
      const entity = defineEntity({
        name: 'Frame',
        schema: 'drift',
        tableName: 'frame',
        properties: { ...frame, ...properties },
      });
      const database = await Database.open({ url: night.databaseUrl, schema: 'drift', entities: [entity], migrations });
      try {
        return (await database.drift()).join('\n');
      } finally {
        await database.close();
      }
    };
    expect(await driftOf({})).toBe('');
    expect(await driftOf({ filter: p.text() })).toMatch(/add "filter" text not null/);
    expect(await driftOf({ count: p.double() })).toMatch(/alter column "count" type double precision/);
    expect(await driftOf({ of: p.text() })).toMatch(/alter column "of" set not null/);
    expect(await driftOf({ at: instant().strictNullable() })).toMatch(/alter column "at" drop not null/);
  });

  it('carry values as the wire has them', async () => {
    await using night = await startNight();
    const Frame = defineEntity({ name: 'Frame', schema: 'drift', tableName: 'frame', properties: frame });
    const database = await Database.open({ url: night.databaseUrl, schema: 'drift', entities: [Frame], migrations });
    try {
      const row = {
        id: 'a',
        of: null,
        at: '2008-03-19T06:12:00.120Z',
        header: { OBJECT: 'GRB\0 080319B \\u0000' },
        count: 3,
      };
      expect(await insertNew(database.em, Frame, row, { ...row, id: 'b' })).toBe(2);
      expect(await insertNew(database.em, Frame, { ...row, count: 4 })).toBe(0);
      const page = await newestFirst(database, Frame, {}, { limit: 1 });
      const kept = { ...row, header: { OBJECT: 'GRB 080319B \\u0000' } };
      expect(page).toEqual({ results: [{ ...kept, id: 'b' }], next: 'b', count: { value: 2, exact: true } });
      const rest = await newestFirst(database, Frame, { of: null }, { limit: 1, cursor: 'b' });
      expect(rest).toEqual({ results: [kept], next: null, count: { value: 2, exact: true } });
    } finally {
      await database.close();
    }
  });
});
