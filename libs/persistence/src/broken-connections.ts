import type { Pool, PoolClient } from 'pg';

/**
 * Gives a pool back what died while somebody had it. The query builder releases a connection after `commit` or
 * `rollback`, and never when those or `begin` fail because PostgreSQL has gone: each transaction in flight at such a
 * moment would take its place in the pool with it, until none is left and every query waits for ever.
 */
export function reclaimBroken(pool: Pool): void {
  const lent = new Set<PoolClient>();
  pool.on('acquire', (client) => lent.add(client));
  pool.on('release', (_fault, client) => lent.delete(client));
  pool.on('connect', (client) => {
    client.once('end', () => {
      if (!lent.has(client)) return;
      const { release } = client;
      // Whoever has it may still release it, which the pool allows once.
      client.release = () => undefined;
      release.call(client, true);
    });
  });
}
