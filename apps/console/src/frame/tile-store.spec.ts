import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { TileStore } from './tile-store.js';
import type { Tile } from './tiles.js';

const tile: Tile = { x: 1, y: 1, widthPx: 2, heightPx: 1, reduce: 1 };
const servers: Server[] = [];

/** A gateway that answers with these statuses, one after the other, the last one for ever; counts what it was asked. */
const gateway = async (...statuses: number[]): Promise<{ readonly path: string; readonly asked: () => number }> => {
  let asked = 0;
  const server = createServer((_, answer) => {
    const status = statuses[Math.min(asked++, statuses.length - 1)] ?? 200;
    answer.writeHead(status).end(status === 200 ? Buffer.from(Float32Array.of(3, 4).buffer) : '{"detail":"not now"}');
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { path: `http://127.0.0.1:${(server.address() as AddressInfo).port}/pixels`, asked: () => asked };
};

/** A store whose page wants the tile whenever something changed, until what it waits for is so. */
const looking = (path: string, isSo: (store: TileStore) => boolean): Promise<TileStore> =>
  new Promise((done) => {
    const store: TileStore = new TileStore(
      path,
      () => {
        if (isSo(store)) done(store);
        else store.want([tile]);
      },
      20,
    );
    store.want([tile]);
  });

afterEach(() => servers.splice(0).forEach((server) => server.close()));

describe('the tiles of a frame', () => {
  it('come by themselves when the server is back', async () => {
    const { path, asked } = await gateway(503, 502, 200);
    const store = await looking(path, (one) => one.get(tile) !== undefined);
    expect([...(store.get(tile)?.data ?? [])]).toEqual([3, 4]);
    expect([asked(), store.fault]).toEqual([3, null]);
  });

  it('are not asked for again where the answer was a no, which is told', async () => {
    const { path, asked } = await gateway(422, 200);
    const store = await looking(path, (one) => one.fault !== null);
    store.want([tile]);
    await new Promise((done) => setTimeout(done, 100));
    expect([asked(), store.fault]).toEqual([1, 'not now']);
  });
});
