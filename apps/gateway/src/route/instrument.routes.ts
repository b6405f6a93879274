import {
  Command,
  EmergencyStop,
  Instrument,
  ListCommands,
  ListInstruments,
  Order,
  page,
  SubmitCommand,
} from '@nightjar/contracts';
import { z } from 'zod';
import { only, whole } from './query.js';
import { route, type Route } from './route.js';

/** A device answers at once; one that is slow is asked no longer than an operator waits. */
const DEVICE_TIMEOUT_MS = 10_000;

export const instrumentRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/instruments',
    operation: 'listInstruments',
    tag: 'instruments',
    says: 'Every device with its state, the age of its last word and its last command.',
    takes: z.object({}),
    answers: ListInstruments.gives.extend(page(Instrument).shape),
    run: async ({ bus }) => {
      const { results, safe, because } = await bus.ask(ListInstruments, {});
      return { ...whole(results), safe, because };
    },
  }),
  route({
    method: 'get',
    path: '/instruments/:name',
    operation: 'getInstrument',
    tag: 'instruments',
    says: 'One device.',
    takes: z.object({ name: z.string() }),
    in: { name: 'path' },
    answers: Instrument,
    run: async ({ bus }, { name }) => only(await bus.ask(ListInstruments, { name }), 'instrument', name),
  }),
  route({
    method: 'get',
    path: '/instruments/:name/commands',
    operation: 'listCommands',
    tag: 'instruments',
    says: 'The last commands of a device, newest first.',
    takes: z.object({ name: z.string(), limit: ListCommands.takes.shape.limit }),
    in: { name: 'path' },
    answers: page(Command),
    run: async ({ bus }, { name, limit }) => whole((await bus.ask(ListCommands, { instrument: name, limit })).results),
  }),
  route({
    method: 'post',
    path: '/instruments/:name/commands',
    operation: 'submitCommand',
    tag: 'instruments',
    says: 'Tell a device what to do. Answers when the device has accepted.',
    takes: z.object({ name: z.string(), order: Order }),
    in: { name: 'path', order: 'body' },
    answers: Command,
    status: 202,
    run: ({ bus, actor }, { name, order }) =>
      bus.ask(
        SubmitCommand,
        { instrument: name, order, actor },
        { actor, timeoutMs: DEVICE_TIMEOUT_MS, atMostOnce: true },
      ),
  }),
  route({
    method: 'post',
    path: '/emergency-stop',
    operation: 'emergencyStop',
    tag: 'instruments',
    says: 'Stop every movement and exposure and close the dome. Not a substitute for the site’s safety system.',
    takes: z.object({}),
    answers: EmergencyStop.gives,
    run: ({ bus, actor }) => bus.ask(EmergencyStop, { actor }, { actor, timeoutMs: DEVICE_TIMEOUT_MS }),
  }),
];
