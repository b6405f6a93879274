import type { StarStore } from '@nightjar/sky-servers';
import { Exit, Stop } from '../exit.js';
import { databaseOf } from '../reduction/sky.js';
import type { World } from '../world.js';

type SkyServers = typeof import('@nightjar/sky-servers');

/** Works with the site's catalogues. @throws Stop when there is no database, or a file cannot be read */
export async function withStarStore(
  world: World,
  work: (store: StarStore, lib: SkyServers) => Promise<Exit>,
): Promise<Exit> {
  const url = databaseOf(world);
  if (url === undefined)
    throw new Stop(
      Exit.failure,
      'no site is running, and NIGHTJAR_DATABASE_URL is not set: npm start brings a database',
    );
  const lib = await import('@nightjar/sky-servers');
  const { AnswerFault } = await import('@nightjar/catalogues');
  const store = await lib.StarStore.open(url).catch((fault: unknown) => {
    throw new Stop(
      Exit.failure,
      `the database cannot be reached: ${fault instanceof Error ? fault.message : String(fault)}`,
    );
  });
  try {
    return await work(store, lib);
  } catch (fault) {
    if (fault instanceof AnswerFault) throw new Stop(Exit.failure, fault.message);
    throw fault;
  } finally {
    await store.close();
  }
}
