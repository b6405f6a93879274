// The servers in containers, for those who ask for it (TEST_CONTAINERS=1) and have a runtime.

/** @param {import('testcontainers').StartedTestContainer} container @returns {Promise<void>} */
const stopped = async (container) => void (await container.stop());

/** @param {{ database?: string }} options @returns {Promise<import('./servers.d.mts').Server>} */
export async function containedPostgres({ database = 'nightjar' }) {
  const { GenericContainer, Wait } = await import('testcontainers');
  const container = await new GenericContainer('postgres:18')
    .withEnvironment({ POSTGRES_USER: 'nightjar', POSTGRES_PASSWORD: 'nightjar', POSTGRES_DB: database })
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'max_connections=300'])
    .withExposedPorts(5432)
    .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2))
    .start();
  const port = container.getMappedPort(5432);
  const url = `postgres://nightjar:nightjar@${container.getHost()}:${port}/${database}`;
  return {
    url,
    how: 'PostgreSQL 18, container',
    pid: undefined,
    port,
    exited: undefined,
    stop: () => stopped(container),
  };
}

/** @returns {Promise<import('./servers.d.mts').Server>} */
export async function containedNats() {
  const { GenericContainer, Wait } = await import('testcontainers');
  const container = await new GenericContainer('nats:2.14')
    .withCommand(['-js'])
    .withExposedPorts(4222)
    .withWaitStrategy(Wait.forLogMessage(/Server is ready/))
    .start();
  const port = container.getMappedPort(4222);
  const url = `nats://${container.getHost()}:${port}`;
  return { url, how: 'NATS 2.14, container', pid: undefined, port, exited: undefined, stop: () => stopped(container) };
}
