import { faults } from './registry.js';
import { shortDoses } from './short-doses.js';

shortDoses(
  'as it is',
  faults.filter(({ setting }) => !setting),
);
