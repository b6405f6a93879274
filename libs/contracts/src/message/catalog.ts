import { z } from 'zod';
import { ask, command, event } from '../contract.js';
import { Notice } from '../noun/notice.js';
import { DataProduct, FoundTarget, ReducedDatum, Target, TargetId } from '../noun/target.js';
import { decDeg, id, page, paging, positiveDegrees, raDeg } from '../quantity.js';
import { sampleDatum, sampleId, sampleNotice, sampleProduct, sampleTarget } from './sample.js';

const onePage = { next: null, count: { value: 1, exact: true } };

export const TargetAdded = event('evt.catalog.target.added', {
  says: 'A target was made.',
  carries: Target,
  example: sampleTarget,
});

export const NoticeMatched = event('evt.catalog.notice.matched', {
  says: 'A notice met the catalogue: it belongs to this target, or to none, and why.',
  of: ({ notice }) => notice.id,
  carries: z.object({ notice: Notice, target: Target.nullable(), because: z.string() }),
  example: { notice: sampleNotice, target: sampleTarget, because: 'a new trigger of Swift' },
});

export const ProductAdded = event('evt.catalog.product.added', {
  says: 'A data product is registered; its file is in the store.',
  carries: DataProduct,
  example: sampleProduct,
});

export const DatumAdded = event('evt.catalog.datum.added', {
  says: 'A measured value is on its target’s record.',
  carries: ReducedDatum,
  example: sampleDatum,
});

export const AddTarget = command('cmd.catalog.target.add', {
  says: 'Make a target by hand.',
  takes: z.object({ name: z.string().min(1).max(100), aliases: z.array(z.string()).default([]), raDeg, decDeg }),
  gives: Target,
  refuses: ['name_taken'],
  example: { takes: { name: 'SN 1987A', raDeg: 83.86654, decDeg: -69.26974 }, gives: sampleTarget },
});

export const ListTargets = ask('ask.catalog.target.list', {
  says: 'Targets: all newest first, or those in a cone nearest first.',
  takes: z.object({
    id: TargetId.optional(),
    q: z.string().optional().describe('Part of a name or alias.'),
    cone: z.object({ raDeg, decDeg, radiusDeg: positiveDegrees }).optional(),
    ...paging,
  }),
  gives: page(FoundTarget),
  refuses: [],
  example: {
    takes: { cone: { raDeg: 217.9, decDeg: 36.3, radiusDeg: 0.1 } },
    gives: { results: [{ ...sampleTarget, separationArcsec: 94.2 }], ...onePage },
  },
});

export const ListProducts = ask('ask.catalog.product.list', {
  says: 'Data products, newest first.',
  takes: z.object({
    id: id('prd').optional(),
    target: TargetId.optional(),
    observation: id('obs').optional(),
    type: DataProduct.shape.type.optional(),
    of: id('prd').optional(),
    sha256: z.string().optional(),
    ...paging,
  }),
  gives: page(DataProduct),
  refuses: [],
  example: { takes: { target: sampleId('tgt') }, gives: { results: [sampleProduct], ...onePage } },
});

export const ListReducedData = ask('ask.catalog.datum.list', {
  says: 'Measured values of a target in the order of time.',
  takes: z.object({ target: TargetId.optional(), kind: ReducedDatum.shape.kind.optional(), ...paging }),
  gives: page(ReducedDatum),
  refuses: [],
  example: {
    takes: { target: sampleId('tgt'), kind: 'photometry' },
    gives: { results: [sampleDatum], ...onePage },
  },
});
