import { z } from 'zod';
import { ask, command, event } from '../contract.js';
import { Notice } from '../noun/notice.js';
import {
  DataProduct,
  DataProductGroup,
  DatumKind,
  Extras,
  FoundTarget,
  ReducedDatum,
  Target,
  TargetId,
} from '../noun/target.js';
import { decDeg, id, page, paging, positiveDegrees, raDeg } from '../quantity.js';
import { sampleDatum, sampleId, sampleNotice, sampleProduct, sampleTarget } from './sample.js';

const onePage = { next: null, count: { value: 1, exact: true } };

export const TargetAdded = event('evt.catalog.target.added', {
  says: 'A target was made.',
  carries: Target,
  example: sampleTarget,
});

export const TargetChanged = event('evt.catalog.target.changed', {
  says: 'Somebody changed what is noted of a target.',
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
  says: 'A measured value or a text is on its target’s record.',
  carries: ReducedDatum,
  example: sampleDatum,
});

export const AddTarget = command('cmd.catalog.target.add', {
  says: 'Make a target by hand.',
  takes: z.object({
    name: z.string().trim().min(1).max(100),
    aliases: z.array(z.string()).default([]),
    extras: Extras.default({}),
    raDeg,
    decDeg,
  }),
  gives: Target,
  refuses: ['name_taken'],
  example: { takes: { name: 'SN 1987A', raDeg: 83.86654, decDeg: -69.26974 }, gives: sampleTarget },
});

export const SetTargetExtras = command('cmd.catalog.target.annotate', {
  says: 'Note something of a target beside what every target has, change it, or strike it out.',
  takes: z.object({
    id: TargetId,
    set: Extras.default({}).describe('These are added, or take the place of what was there.'),
    remove: z
      .array(z.string())
      .max(1000)
      .default([])
      .describe('Keys that are struck out; one that is not there is none.'),
  }),
  gives: Target,
  refuses: ['not_found'],
  example: { takes: { id: sampleId('tgt'), set: { redshift: 0.937 }, remove: ['host'] }, gives: sampleTarget },
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
    ids: z.array(id('prd')).max(1000).optional().describe('Only these; one that is not there is left out.'),
    target: TargetId.optional(),
    reduced: z.boolean().optional().describe('True: only what its name says is reduced; false: only the rest.'),
    process: id('prc').optional(),
    observation: id('obs').optional(),
    type: DataProduct.shape.type.optional(),
    of: id('prd').optional(),
    sha256: z.string().optional(),
    tag: z.string().optional().describe('Only what has this tag.'),
    without: z.string().optional().describe('Only what has not this tag: `cutout`.'),
    ...paging,
  }),
  gives: page(DataProduct),
  refuses: [],
  example: { takes: { target: sampleId('tgt') }, gives: { results: [sampleProduct], ...onePage } },
});

export const AddProduct = command('cmd.catalog.product.add', {
  says: 'Register a file that lies in the product store already, under its SHA-256. ProductAdded tells of it.',
  takes: DataProduct.pick({ name: true, mediaType: true, size: true, sha256: true }).extend({
    type: DataProduct.shape.type.default('other'),
    target: TargetId.nullable().default(null),
    tags: z.array(z.string().min(1).max(100)).max(50).default([]),
    meta: DataProduct.shape.meta.default({}),
  }),
  gives: DataProduct,
  refuses: ['not_found'],
  example: {
    takes: { name: 'm31.fits', type: 'frame', mediaType: 'application/fits', size: 2880, sha256: sampleProduct.sha256 },
    gives: sampleProduct,
  },
});

const sampleGroup: z.input<typeof DataProductGroup> = {
  id: sampleId('grp'),
  name: 'timelapse-20080319-061305-1_outputs',
  products: [sampleProduct.id],
  createdAt: sampleProduct.createdAt,
};

/** Who shows what is in a group reads it anew; the largest have more than a message holds. */
export const ProductGroupChanged = event('evt.catalog.group.changed', {
  says: 'A group of data products was made, has another name, or holds others.',
  carries: DataProductGroup.omit({ products: true }).extend({
    holds: z.int().nonnegative().describe('How many products are in it now.'),
    added: z.array(id('prd')).describe('Products that came into it.'),
    removed: z.array(id('prd')).describe('Products that left it.'),
  }),
  example: {
    ...{ id: sampleGroup.id, name: sampleGroup.name, createdAt: sampleGroup.createdAt },
    ...{ holds: 1, added: [sampleProduct.id], removed: [] },
  },
});

export const ListProductGroups = ask('ask.catalog.group.list', {
  says: 'Groups of data products, newest first.',
  takes: z.object({
    id: DataProductGroup.shape.id.optional(),
    name: z.string().optional(),
    q: z.string().optional().describe('Part of the name.'),
    outputs: z
      .boolean()
      .optional()
      .describe('Only what processes made, which is named `<identifier>_outputs`, or only what people put together.'),
    product: id('prd').optional().describe('Only groups that hold it.'),
    target: TargetId.optional().describe('Only groups that hold a product of it.'),
    ...paging,
  }),
  gives: page(DataProductGroup),
  refuses: [],
  example: { takes: {}, gives: { results: [sampleGroup], ...onePage } },
});

export const SaveProductGroup = command('cmd.catalog.group.save', {
  says: 'Make a group of data products, or change which products belong to it.',
  takes: z.object({
    id: DataProductGroup.shape.id.optional(),
    name: z.string().min(1).max(200).optional(),
    add: z.array(id('prd')).max(1000).default([]),
    remove: z.array(id('prd')).max(1000).default([]),
  }),
  gives: DataProductGroup,
  refuses: ['not_found', 'name_taken', 'invalid'],
  example: { takes: { name: 'good quality', add: [sampleProduct.id] }, gives: sampleGroup },
});

export const ListReducedData = ask('ask.catalog.datum.list', {
  says: 'Measured values and texts of a target in the order of time. Long texts make short pages.',
  takes: z.object({
    target: TargetId.optional(),
    kind: DatumKind.optional(),
    process: id('prc').optional(),
    ...paging,
  }),
  gives: page(ReducedDatum),
  refuses: [],
  example: {
    takes: { target: sampleId('tgt'), kind: 'photometry' },
    gives: { results: [sampleDatum], ...onePage },
  },
});
