import { CommonConfig } from '@nightjar/service-kit';
import { z } from 'zod';
import { bareAddress } from './mail/address.js';

/** Settings of automation. */
export const AutomationConfig = CommonConfig.extend({
  NIGHTJAR_MAIL_FROM: z
    .string()
    .refine((text) => bareAddress(text) !== undefined, {
      error: 'write an address, e.g. nightjar@observatory.example or Nightjar <nightjar@observatory.example>',
    })
    .optional()
    .describe('Whom e-mails come from. Unset: none is sent, and what is due waits until this is set.'),
  NIGHTJAR_SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'an smtp:// or smtps:// address is wanted' })
    .default('smtp://127.0.0.1:25')
    .describe(
      'The mail server, smtp://user:password@host:port. smtps: TLS from the start; smtp: TLS where it is offered, and needed for a password that leaves this machine.',
    )
    .meta({ secret: true }),
  NIGHTJAR_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .default('http://127.0.0.1:3000')
    .describe('Where the console is seen from outside; links in e-mails begin with it.'),
});
export type AutomationConfig = z.output<typeof AutomationConfig>;
