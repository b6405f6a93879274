import 'reflect-metadata';
import { CommonConfig, ConfigFaults, configFile, readConfig } from './config.js';
import { startService, type ServiceDefinition } from './service.js';
import { startWatchdog } from './watchdog.js';

/** Longer than this an orderly stop does not take; the supervisor kills what is left. */
const STOP_WITHIN_MS = 9000;

/**
 * The body of every `main.ts`: starts the service, stops it in order on SIGINT and SIGTERM and, under the supervisor,
 * when standard input closes because the supervisor is gone.
 */
export async function runService<C extends typeof CommonConfig>(definition: ServiceDefinition<C>): Promise<void> {
  try {
    const { NIGHTJAR_WATCHDOG_S } = readConfig(CommonConfig, process.env, configFile(process.cwd()));
    startWatchdog(definition.name, NIGHTJAR_WATCHDOG_S);
    // One that has not begun to work, perhaps because it stands by, has nothing to finish.
    let stop = (): void => process.exit(0);
    const end = (): void => stop();
    process.on('SIGINT', end).on('SIGTERM', end);
    if (process.env['NIGHTJAR_SUPERVISED']) process.stdin.on('end', end).on('error', end).resume();
    const service = await startService(definition, { onShutdown: end });
    stop = once(() => {
      setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
      service.stop().then(
        () => process.exit(0),
        (fault: unknown) => {
          console.error(fault);
          process.exit(1);
        },
      );
    });
  } catch (fault) {
    console.error(fault instanceof ConfigFaults ? fault.message : fault);
    process.exit(fault instanceof ConfigFaults ? 2 : 1);
  }
}

/** However often it is asked to, a service stops once. */
function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    act();
  };
}
