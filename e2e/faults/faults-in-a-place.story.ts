import { halfOpen } from './partition.js';
import { faults } from './registry.js';
import { shortDoses } from './short-doses.js';

shortDoses(
  'on small disks and with a line that can be cut',
  // half-open is the other way of partition; both need the same service in a place of its own
  faults.filter((fault) => fault.setting && fault !== halfOpen),
);
