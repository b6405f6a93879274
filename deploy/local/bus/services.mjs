// Every service that speaks on the bus.
import { alerts } from '@nightjar/alerts';
import { automation } from '@nightjar/automation';
import { catalog } from '@nightjar/catalog';
import { gateway } from '@nightjar/gateway';
import { instruments } from '@nightjar/instruments';
import { pipeline } from '@nightjar/pipeline';
import { scheduler } from '@nightjar/scheduler';
import { sequencer } from '@nightjar/sequencer';
import { rightsOf } from '@nightjar/service-kit';

/** What each does on the bus, from its definition and its handlers. */
export const serviceRights = () =>
  [alerts, automation, catalog, gateway, instruments, pipeline, scheduler, sequencer].map((service) =>
    rightsOf(service),
  );
