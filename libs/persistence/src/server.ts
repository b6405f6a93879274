import { MikroORM } from '@mikro-orm/postgresql';

/** Runs one statement on a server, outside any service's schema. */
async function administer(url: string, statement: string): Promise<void> {
  const orm = await MikroORM.init({
    clientUrl: url,
    entities: [],
    discovery: { warnWhenNoEntities: false },
    pool: { min: 0, max: 1 },
  });
  try {
    await orm.em.fork().execute(statement);
  } finally {
    await orm.close(true);
  }
}

const lawful = (name: string): string => {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(name)) throw new RangeError(`${name} is no lawful database name`);
  return name;
};

const sibling = (url: string, database: string): string => {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
};

/** Makes an empty database beside the one `url` names. @returns its address */
export async function createDatabase(url: string, name: string): Promise<string> {
  await administer(url, `create database ${lawful(name)}`);
  return sibling(url, name);
}

/** Drops a database beside the one `url` names, with whoever is still connected to it. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  await administer(url, `drop database if exists ${lawful(name)} with (force)`);
}
