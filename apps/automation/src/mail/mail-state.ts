import type { AutomationConfig } from '../automation.config.js';

type Settings = Pick<AutomationConfig, 'NIGHTJAR_MAIL_FROM' | 'NIGHTJAR_SMTP_URL'>;

/** Whether e-mails can be sent, and by what; the password of the server is not in the sentence. */
export type MailState =
  | { readonly ready: false; readonly because: string }
  | { readonly ready: true; readonly because: string; readonly from: string };

export function mailState({ NIGHTJAR_MAIL_FROM: from, NIGHTJAR_SMTP_URL: url }: Settings): MailState {
  if (from === undefined)
    return {
      ready: false,
      because:
        'NIGHTJAR_MAIL_FROM is not set: no e-mail is sent. Set it to the address e-mails are to come from; those that are due are sent then.',
    };
  const { protocol, host } = new URL(url);
  return { ready: true, because: `e-mails go by ${protocol}//${host}, from ${from}`, from };
}
