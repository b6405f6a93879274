// Loaded into the command that is measured: leaves what its process took in the file that REDUCTION_WITNESS names.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const taken = {
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    loopBlockedMs: Math.round(delay.max / 1e6),
    cpuS: (user + system) / 1e6,
  };
  if (process.env.REDUCTION_WITNESS) writeFileSync(process.env.REDUCTION_WITNESS, JSON.stringify(taken));
});
