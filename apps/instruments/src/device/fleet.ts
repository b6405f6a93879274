import { Inject, Injectable } from '@nestjs/common';
import type { Site } from '@nightjar/contracts';
import { Log, SITE } from '@nightjar/service-kit';
import { Ledger } from '../command/ledger.js';
import { FrameStore } from './frame-store.js';
import { Device, type DeviceParts } from './device.js';
import { plansOf } from './plan.js';

/** Every device of the site, by name. */
@Injectable()
export class Fleet {
  private readonly devices: readonly Device[];
  /** Told of what devices say. */
  onStatus: DeviceParts['onStatus'] = () => undefined;
  onEvent: DeviceParts['onEvent'] = () => undefined;

  constructor(@Inject(SITE) site: Site, ledger: Ledger, frames: FrameStore, log: Log) {
    const parts: DeviceParts = {
      ledger,
      log,
      storeFrame: (record, blob, facts) => frames.store(record, blob, facts),
      onStatus: (device) => this.onStatus(device),
      onEvent: (device, event) => this.onEvent(device, event),
    };
    this.devices = plansOf(site).map((plan) => new Device(plan, parts));
  }

  get all(): readonly Device[] {
    return this.devices;
  }

  of(kind: Device['plan']['kind']): Device[] {
    return this.devices.filter(({ plan }) => plan.kind === kind);
  }

  named(name: string): Device | undefined {
    return this.devices.find(({ plan }) => plan.name === name);
  }

  start(): void {
    for (const device of this.devices) device.start();
  }

  stop(): void {
    for (const device of this.devices) device.stop();
  }
}
