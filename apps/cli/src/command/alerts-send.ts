import { ObservationAlert } from '@nightjar/contracts';
import { defineCommand } from '../command.js';
import { Exit } from '../exit.js';
import { Gateway, part, URL_OPTION } from '../gateway/gateway.js';
import { sayJson } from '../world.js';

export const alertsSend = defineCommand({
  name: 'alerts send',
  says: 'Sends an e-mail again that was not sent, or of which nobody knows whether it was.',
  examples: [['nightjar alerts send alt_0118…', 'it may then arrive twice, with one Message-ID']],
  options: URL_OPTION,
  positional: { name: 'ALERT', required: true },
  async run({ options: { url }, positionals: [id], json }, world) {
    const alert = await new Gateway(world, url).post(ObservationAlert, `/api/observation-alerts/${part(id)}/send`);
    if (json) sayJson(world, alert);
    else world.say(`the e-mail to ${alert.email} ${alert.because}\n`);
    return Exit.ok;
  },
});
