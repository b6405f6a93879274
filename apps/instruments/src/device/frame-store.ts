import { Injectable } from '@nestjs/common';
import type { BlobReceived, Values } from '@nightjar/grammar';
import { ProductStore } from '@nightjar/service-kit';
import type { Frame } from '../command/frame.js';
import type { CommandRecord } from '../command/record.js';

/** Keeps frames in the product store, each once under its hash, before anybody is told of them. */
@Injectable()
export class FrameStore {
  constructor(private readonly products: ProductStore) {}

  /** @param facts what the camera says of the exposure: START, EXPTIME, FILTER */
  async store(record: CommandRecord, blob: BlobReceived, facts: Values): Promise<Frame> {
    const { sha256, size } = await this.products.put(blob.payload);
    return frameOf(record, facts, sha256, size);
  }
}

/** What is told of a frame. The camera's own word about the exposure counts, the order's where it is silent. */
export function frameOf(record: CommandRecord, facts: Values, sha256: string, size: number): Frame {
  const { order } = record;
  const ordered = order.action === 'expose' ? order : { exposureS: 0, filter: '' };
  const startMs = Date.parse(String(facts['START']));
  const startedAt = new Date(
    Number.isNaN(startMs) ? Date.parse(record.sentAt ?? record.createdAt) : startMs,
  ).toISOString();
  const exposureS = typeof facts['EXPTIME'] === 'number' ? facts['EXPTIME'] : ordered.exposureS;
  const filter = String(facts['FILTER'] ?? ordered.filter);
  return {
    name: nameOf(record, startedAt, filter),
    sha256,
    size,
    instrument: record.instrument,
    command: record.id,
    observation: record.observation,
    request: record.request,
    target: record.target,
    startedAt,
    exposureS,
    filter,
    raDeg: record.pointing?.raDeg ?? null,
    decDeg: record.pointing?.decDeg ?? null,
    traceId: record.traceId,
  };
}

/** `north-20080319T061320-V-0000a1b2.fits`: camera, start, filter, end of the command's id. */
const nameOf = ({ instrument, id }: CommandRecord, startedAt: string, filter: string): string =>
  `${instrument}-${startedAt.slice(0, 19).replace(/[-:]/g, '')}-${filter}-${id.slice(-8)}.fits`;
