import { NoticeReceived } from '@nightjar/contracts';
import { defineAgent, on } from '@nightjar/service-kit';
import { setTimeout as pause } from 'node:timers/promises';

/** Takes a second for each alert, however many come. */
export const slowpoke = defineAgent({
  name: 'slowpoke',
  says: 'Takes a second for each alert.',
  messages: [on(NoticeReceived, (_notice, _reach, { signal }) => pause(1000, undefined, { signal }))],
});
