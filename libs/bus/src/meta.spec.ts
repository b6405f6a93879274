import { describe, expect, it } from '@jest/globals';
import { MsgHdrsImpl } from '@nats-io/nats-core/internal';
import { SubmitCommand } from '@nightjar/contracts';
import fc from 'fast-check';
import { fromHeader, toHeader } from './header-value.js';
import { headersOf, metaOf } from './meta.js';

const { signal } = new AbortController();
const text = fc.string({ unit: 'binary', minLength: 1 });
const instant = fc.date({ min: new Date(0), max: new Date('2999-12-31'), noInvalidDate: true });

/** Over the wire and back. */
const received = (sending: Parameters<typeof headersOf>[0]) =>
  metaOf(SubmitCommand.subject, MsgHdrsImpl.decode((headersOf(sending) as MsgHdrsImpl).encode()), 1, signal);

describe('what comes with a message', () => {
  it('is at the other side what it was here, whatever characters a name or a key has', () => {
    fc.assert(
      fc.property(
        fc.record({ actor: text, cause: text, idempotencyKey: text, id: fc.uuid(), deadline: instant }),
        (sent) => {
          const { actor, cause, idempotencyKey, id, deadline } = received({ ...sent, traceparent: null });
          expect({ actor, cause, idempotencyKey, id, deadline }).toEqual(sent);
        },
      ),
    );
  });

  it('is nothing where nothing was sent', () => {
    expect(received({ actor: 'ada', traceparent: null })).toMatchObject({
      actor: 'ada',
      cause: null,
      idempotencyKey: null,
      deadline: null,
    });
  });
});

describe('a header’s value', () => {
  it('is one line of ASCII that the client does not trim', () => {
    fc.assert(
      fc.property(text, (any) => {
        const value = toHeader(any);
        expect(value).toMatch(/^[ -~]+$/);
        expect(value.trim()).toBe(value);
      }),
    );
  });

  it('stays readable where it can be', () => {
    expect(toHeader('ada@observatory: night 3')).toBe('ada@observatory: night 3');
  });

  it('that somebody else wrote with a stray percent sign is taken as it is', () => {
    expect(fromHeader('50% done')).toBe('50% done');
  });
});
