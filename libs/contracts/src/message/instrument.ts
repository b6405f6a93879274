import { z } from 'zod';
import { ask, beginning, command, event, telemetry } from '../contract.js';
import { Command, Instrument, isFinal, Order } from '../noun/instrument.js';
import { decDeg, id, instant, positiveSeconds, raDeg, traceId } from '../quantity.js';
import { sampleCommand, sampleId, sampleInstrument, sampleProduct } from './sample.js';

export const CommandChanged = event('evt.instrument.command.changed', {
  says: 'A command is in another state of its life.',
  carries: Command,
  example: sampleCommand,
});

export const SubmitCommand = command('cmd.instrument.command.submit', {
  says: 'Tell a device what to do. Answers when the device has accepted or refused; CommandChanged tells the rest.',
  takes: z.object({
    instrument: z.string().min(1),
    order: Order,
    id: id('cmd').optional().describe('Idempotency key: the same id is never carried out twice.'),
    observation: id('obs').nullable().default(null),
    request: id('req').nullable().default(null),
    target: id('tgt').nullable().default(null),
    actor: z.string().default('operator'),
    deadline: instant.nullable().default(null).describe('Wall clock; later than this it is not carried out.'),
  }),
  gives: Command,
  refuses: [
    'unknown_instrument',
    'wrong_action',
    'offline',
    'busy',
    'interlock',
    'below_horizon',
    'out_of_range',
    'out_of_date',
    'device_refused',
  ],
  begins: beginning(CommandChanged, {
    run: (command: Command) => (isFinal(command.state) ? null : command.id),
    of: ({ id }) => id,
    isOver: ({ state }) => isFinal(state),
  }),
  example: {
    takes: { instrument: 'mount', order: { action: 'slew', raDeg: 217.926, decDeg: 36.303 } },
    gives: sampleCommand,
  },
});

export const EmergencyStop = command('cmd.instrument.emergency.stop', {
  says: 'Stop every movement and exposure at once and close the dome.',
  safety: true,
  takes: z.object({ actor: z.string().default('operator') }),
  gives: z.object({ stopped: z.array(z.object({ instrument: z.string(), says: z.string() })) }),
  refuses: [],
  example: { takes: {}, gives: { stopped: [{ instrument: 'mount', says: 'stopped' }] } },
});

export const FrameStored = event('evt.instrument.frame.stored', {
  says: 'A frame left the camera and its file is in the product store.',
  of: ({ command }) => command,
  carries: z.object({
    name: z.string(),
    sha256: z.string(),
    size: z.int().positive(),
    instrument: z.string(),
    command: id('cmd'),
    observation: id('obs').nullable(),
    request: id('req').nullable(),
    target: id('tgt').nullable(),
    startedAt: instant,
    exposureS: positiveSeconds,
    filter: z.string(),
    raDeg: raDeg.nullable(),
    decDeg: decDeg.nullable(),
    traceId,
  }),
  example: {
    name: sampleProduct.name,
    sha256: sampleProduct.sha256,
    size: sampleProduct.size,
    instrument: 'north',
    command: sampleId('cmd'),
    observation: sampleId('obs'),
    request: sampleId('req'),
    target: sampleId('tgt'),
    startedAt: '2008-03-19T06:13:20.000Z',
    exposureS: 30,
    filter: 'V',
    raDeg: 217.926,
    decDeg: 36.303,
    traceId: '0af7651916cd43dd8448eb211c80319c',
  },
});

export const SafetyChanged = event('evt.instrument.safety.changed', {
  says: 'The site became safe or unsafe for an open dome.',
  safety: true,
  carries: z.object({ safe: z.boolean(), because: z.string(), at: instant }),
  example: { safe: false, because: 'wind 18 m/s, limit 15 m/s', at: '2008-03-19T06:20:00.000Z' },
});

export const InstrumentState = telemetry('tlm.instrument.state', {
  says: 'What a device says of itself, once a second and at every change.',
  carries: Instrument,
  example: sampleInstrument,
});

export const ListInstruments = ask('ask.instrument.instrument.list', {
  says: 'Every device of the site with its state and last command.',
  takes: z.object({ name: z.string().optional() }),
  gives: z.object({ results: z.array(Instrument), safe: z.boolean(), because: z.string() }),
  refuses: [],
  example: { takes: {}, gives: { results: [sampleInstrument], safe: true, because: 'all sources are good' } },
});

export const ListCommands = ask('ask.instrument.command.list', {
  says: 'The last commands, newest first.',
  takes: z.object({
    id: id('cmd').optional(),
    instrument: z.string().optional(),
    observation: id('obs').optional(),
    limit: z.coerce.number().int().min(1).max(500).default(50),
  }),
  gives: z.object({ results: z.array(Command) }),
  refuses: [],
  example: { takes: { instrument: 'mount' }, gives: { results: [sampleCommand] } },
});
