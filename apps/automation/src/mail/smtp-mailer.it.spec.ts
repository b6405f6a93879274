import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Handover, Mail } from './mailer.js';
import { SmtpMailer } from './smtp-mailer.js';
import { SmtpServer, type Whim } from './smtp-server.fixture.js';

const mail: Mail = {
  messageId: 'alt_1@observatory.example',
  from: 'Nightjar <nightjar@observatory.example>',
  to: 'ada@example.org',
  subject: "Observation for 'κ Cyg' has new data",
  text: 'new data\n.\n..dots stay\n',
};
const { signal } = new AbortController();

describe('handing a mail to a server', () => {
  let server: SmtpServer;
  let mailer: SmtpMailer;
  beforeAll(async () => {
    server = await SmtpServer.start();
    mailer = new SmtpMailer(server.url, 5);
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  const after = async (whim: Whim): Promise<Handover & { readonly texts: number }> => {
    server.whims.push(whim);
    const before = server.texts;
    return { ...(await mailer.send(mail, signal)), texts: server.texts - before };
  };

  it('ends with the server’s word; envelope, headers and text arrive as they were', async () => {
    expect(await mailer.send(mail, signal)).toEqual({ outcome: 'taken', says: '250 2.0.0 taken' });
    const [taken] = server.mails;
    expect(taken).toMatchObject({ from: 'nightjar@observatory.example', to: ['ada@example.org'] });
    expect(taken?.text).toMatch(/^Message-ID: <alt_1@observatory\.example>$/m);
    expect(taken?.text).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(taken?.text).toMatch(/^Subject: =\?UTF-8\?/m);
    expect(taken?.text).toMatch(/\n\nnew data\n\.\n\.\.dots stay$/);
  });

  it('is refused for good by 5yz and for now by 4yz, before or after the text', async () => {
    expect(await after('refuse')).toMatchObject({ outcome: 'refused', again: false, texts: 0 });
    expect(await after('greylist')).toMatchObject({ outcome: 'refused', again: true, texts: 0 });
    expect(await after('have no room')).toMatchObject({ outcome: 'refused', again: true, texts: 1 });
  });

  it('is certainly not taken where the server hangs up before the text', async () => {
    expect(await after('hang up before the text')).toMatchObject({ outcome: 'refused', again: true, texts: 0 });
  });

  it('is unsure where it hangs up after the text', async () => {
    expect(await after('hang up after the text')).toMatchObject({ outcome: 'unsure', texts: 1 });
  });

  it('is not taken where nobody listens', async () => {
    const gone = await SmtpServer.start();
    const { url } = gone;
    await gone[Symbol.asyncDispose]();
    expect(await new SmtpMailer(url, 5).send(mail, signal)).toMatchObject({ outcome: 'refused', again: true });
  });

  it('ends when whoever asked for it stops', async () => {
    const stop = new AbortController();
    stop.abort();
    const before = server.texts;
    expect(await mailer.send(mail, stop.signal)).toMatchObject({ outcome: 'refused', again: true });
    expect(server.texts).toBe(before);
  });

  it('sends no password in the clear to another machine', () => {
    // TLS is demanded before the server is asked anything: what is looked at is that nothing else is possible.
    const options = (url: string): unknown => Reflect.get(new SmtpMailer(url), 'options');
    expect(options('smtp://ada:secret@mail.example')).toMatchObject({ requireTLS: true, secure: false, port: 25 });
    expect(options('smtps://ada:secret@mail.example')).toMatchObject({ secure: true, port: 465 });
    expect(options('smtp://ada:secret@127.0.0.1:2525')).toMatchObject({ requireTLS: false, port: 2525 });
  });
});
