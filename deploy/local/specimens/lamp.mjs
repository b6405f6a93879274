// An agent of an engineer's own, as small as one can be: what `nightjar bus identity` is given.
import { CommonConfig, defineService } from '@nightjar/service-kit';
import { SafetyChanged, SubmitCommand } from '@nightjar/contracts';

class LampModule {}

export const lamp = defineService({
  name: 'lamp',
  says: 'Switches the dome’s lamp.',
  config: CommonConfig,
  module: LampModule,
  asks: [SubmitCommand],
  emits: [SafetyChanged],
});
