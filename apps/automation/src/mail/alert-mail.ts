import type { DataProduct, ObservationAlert } from '@nightjar/contracts';
import { bareAddress } from './address.js';
import type { Mail } from './mailer.js';

/** What an alert's e-mail says beside the alert itself. */
export interface AlertFacts {
  readonly from: string;
  /** Where the console is seen from outside. */
  readonly publicUrl: string;
  readonly frames: readonly DataProduct[];
}

/** Frames named in a mail, at most; the rest is on the page. */
const MOST_LINKS = 20;

/** Names come from outside: none begins a line or a header of its own. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');

/** The e-mail that tells of new data, with links to the target and its frames. */
export function alertMail(alert: ObservationAlert, { from, publicUrl, frames }: AlertFacts): Mail {
  const target = oneLine(alert.targetName);
  const link = (path: string): string => new URL(path, publicUrl).href;
  const listed = frames.slice(0, MOST_LINKS);
  const left = frames.length - listed.length;
  return {
    messageId: `${alert.id}@${bareAddress(from)?.split('@')[1] ?? 'nightjar.invalid'}`,
    from,
    to: alert.email,
    subject: `Observation for '${target}' has new data`,
    text: [
      `The observation of ${target} that you asked to hear of has ${counted(frames.length)}.`,
      `The target, its light curve and, once it is made, a timelapse:\n${link(`/targets/${alert.target}`)}`,
      [
        'The frames:',
        ...listed.map(({ id, name }) => `${oneLine(name)}\n${link(`/api/data-products/${id}/file`)}`),
      ].join('\n'),
      ...(left > 0 ? [`and ${left} more on the page of the target.`] : []),
      `This is the one e-mail about request ${alert.request}; it was asked for with your address.`,
    ].join('\n\n'),
  };
}

const counted = (frames: number): string => (frames === 1 ? 'one new frame' : `${frames} new frames`);
