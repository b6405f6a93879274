import { describe, expect, it } from '@jest/globals';
import { ListAlerts, ListProducts } from '@nightjar/contracts';
import { bareAddress } from './address.js';
import { alertMail } from './alert-mail.js';
import { mailState } from './mail-state.js';

const [alert] = ListAlerts.gives.parse(ListAlerts.example.gives).results;
const [frame] = ListProducts.gives.parse(ListProducts.example.gives).results;
if (!alert || !frame) throw new Error('the examples are empty');
const facts = {
  from: 'Nightjar <nightjar@observatory.example>',
  publicUrl: 'https://nightjar.example/',
  frames: [frame],
};

describe('tom_education: the e-mail of an alert', () => {
  it('says of which target there are new data, and where', () => {
    const mail = alertMail({ ...alert, targetName: 'X' }, facts);
    expect(mail).toMatchObject({ to: alert.email, subject: "Observation for 'X' has new data" });
    expect(mail.text).toContain(`https://nightjar.example/targets/${alert.target}`);
    expect(mail.text).toContain(`https://nightjar.example/api/data-products/${frame.id}/file`);
  });
});

describe('the e-mail of an alert', () => {
  it('is known by the alert, whenever it is made', () => {
    expect(alertMail(alert, facts).messageId).toBe(`${alert.id}@observatory.example`);
    expect(alertMail(alert, facts)).toEqual(alertMail(alert, facts));
  });

  it('lets no name begin a line of its own', () => {
    const mail = alertMail({ ...alert, targetName: 'X\r\nBcc: eve@example.org\u2028' }, facts);
    expect(mail.subject).toBe("Observation for 'X Bcc: eve@example.org ' has new data");
    expect(mail.text).not.toMatch(/^Bcc/m);
  });

  it('names twenty frames and counts the rest', () => {
    const text = alertMail(alert, { ...facts, frames: Array.from({ length: 23 }, () => frame) }).text;
    expect(text.match(/data-products/g)).toHaveLength(20);
    expect(text).toContain('has 23 new frames');
    expect(text).toContain('and 3 more');
  });
});

describe('tom_education: a sender that is not set', () => {
  it('is named, with what to do', () => {
    expect(mailState({ NIGHTJAR_MAIL_FROM: undefined, NIGHTJAR_SMTP_URL: 'smtp://127.0.0.1:25' })).toEqual({
      ready: false,
      because: expect.stringMatching(/^NIGHTJAR_MAIL_FROM is not set: no e-mail is sent\. Set it to/),
    });
  });
});

describe('the state of the mail', () => {
  it('never says the password of the server', () => {
    const state = mailState({ NIGHTJAR_MAIL_FROM: 'a@b.c', NIGHTJAR_SMTP_URL: 'smtps://ada:secret@mail.example:465' });
    expect(state.because).toBe('e-mails go by smtps://mail.example:465, from a@b.c');
  });
});

describe('an address', () => {
  it.each([
    ['a@b.c', 'a@b.c'],
    ['Nightjar <a@b.c>', 'a@b.c'],
    ['nobody', undefined],
    ['a@b.c\r\nBcc: x@y.z', undefined],
    ['X\n<a@b.c>', undefined],
  ])('of %j is %j', (text, address) => {
    expect(bareAddress(text)).toBe(address);
  });
});
