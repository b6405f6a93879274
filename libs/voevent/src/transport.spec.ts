import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readMessage } from './message.js';
import { buildTransport } from './transport.js';

const at = new Date('2026-03-19T06:12:49Z');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a transport message', () => {
  it('is read back as it was built, whatever its words', () => {
    const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((s) => {
      try {
        buildTransport({ role: 'ack', origin: s, at });
        return s === s.trim();
      } catch {
        return false;
      }
    });
    fc.assert(
      fc.property(
        fc.constantFrom('iamalive' as const, 'authenticate' as const, 'ack' as const, 'nak' as const),
        word,
        fc.option(word),
        fc.option(word),
        fc.array(word, { maxLength: 3 }),
        (role, origin, response, result, filters) => {
          const read = readMessage(buildTransport({ role, origin, response, result, filters, at }));
          const message = { role, origin, response, result, filters, timeStamp: at };
          expect(read).toEqual({ kind: 'transport', message });
        },
      ),
    );
  });

  it.each([
    'http://telescope-networks.org/xml/Transport/v1.1',
    'http://telescope-networks.org/schema/Transport/v1.1',
    'http://www.telescope-networks.org/xml/Transport/v1.1',
  ])('is understood in the namespace %s', (namespace) => {
    const xml = `<t:Transport xmlns:t="${namespace}" version="1.0" role="iamalive"><Origin>ivo://a.b/c</Origin></t:Transport>`;
    expect(readMessage(bytes(xml))).toMatchObject({ kind: 'transport', message: { role: 'iamalive' } });
  });

  it('may carry a filter in the older form', () => {
    const xml = `<Transport role="authenticate"><Meta><filter type="xpath">//Who</filter></Meta></Transport>`;
    expect(readMessage(bytes(xml))).toMatchObject({ message: { filters: ['//Who'] } });
  });

  it.each([
    ['bad_transport', '<Transport role="observation"/>'],
    ['bad_namespace', '<Transport xmlns="urn:other" role="ack"/>'],
    ['not_voevent', '<foo role="ack"/>'],
  ])('is unreadable with %s for %s', (code, xml) => {
    expect(readMessage(bytes(xml))).toMatchObject({ kind: 'unreadable', code });
  });

  it('tells the identifier of a broken packet, for the nak', () => {
    const xml = '<voe:VOEvent xmlns:voe="http://www.ivoa.net/xml/VOEvent/v2.0" ivorn="ivo://a.example/s#1" role="x">';
    expect(readMessage(bytes(xml))).toMatchObject({ kind: 'unreadable', ivoid: 'ivo://a.example/s#1' });
  });
});
