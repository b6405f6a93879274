/** An e-mail to one address. */
export interface Mail {
  /** Without brackets. The same mail handed over again has the same, so that whoever gets it twice can tell. */
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/**
 * What came of handing a mail over. `refused`: it was certainly not taken, and `again` says whether another try may do.
 * `unsure`: its text was on its way when the answer failed to come; it may have been taken.
 */
export type Handover =
  | { readonly outcome: 'taken'; readonly says: string }
  | { readonly outcome: 'refused'; readonly says: string; readonly again: boolean }
  | { readonly outcome: 'unsure'; readonly says: string };

/** Where e-mails leave the observatory. */
export interface Mailer {
  /** Never throws for what a server or the network does. */
  send(mail: Mail, signal: AbortSignal): Promise<Handover>;
}
