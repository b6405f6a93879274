import { clockFrom, ConfigFaults, configFile, readConfig, readSite, PinoLog } from '@nightjar/service-kit';
import { SimulatorConfig } from './simulator.config.js';
import { startSimulator } from './simulator.js';
import { Studio } from './sky/studio.js';

try {
  const config = readConfig(SimulatorConfig, process.env, configFile(process.cwd()));
  const clock = clockFrom(config.NIGHTJAR_CLOCK, config.NIGHTJAR_CLOCK_ANCHOR);
  const studio = new Studio();
  const simulator = await startSimulator({
    site: readSite(config.NIGHTJAR_SITE),
    clock,
    log: new PinoLog('simulator', config.NIGHTJAR_LOG_LEVEL, clock),
    home: config.NIGHTJAR_HOME,
    controlPort: config.NIGHTJAR_SIMULATOR_CONTROL_PORT,
    vtpPort: config.NIGHTJAR_VTP_SUBSCRIBER_PORT,
    seed: config.NIGHTJAR_SIMULATOR_SEED,
    render: (job) => studio.render(job),
  });
  const stop = (): void => {
    void Promise.all([simulator.stop(), studio.close()]).finally(() => process.exit(0));
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  if (config.NIGHTJAR_SUPERVISED) process.stdin.on('end', stop).on('error', stop).resume();
} catch (fault) {
  console.error(fault instanceof ConfigFaults ? fault.message : fault);
  process.exit(fault instanceof ConfigFaults ? 2 : 1);
}
