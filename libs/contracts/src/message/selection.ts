import { z } from 'zod';
import { ask, command, event } from '../contract.js';
import { DataProduct, DataProductGroup } from '../noun/target.js';
import { id } from '../quantity.js';
import { sampleId, sampleProduct } from './sample.js';

/** Products that somebody has ticked. None is refused by the service, in words. */
const ticked = z.array(id('prd')).max(1000).describe('The ticked products.');

const sampleGroup: z.input<typeof DataProductGroup> = {
  id: sampleId('grp'),
  name: 'good quality',
  products: [sampleProduct.id],
  createdAt: sampleProduct.createdAt,
};

const named = z.object({ id: z.string(), name: z.string() });

export const AddToProductGroup = command('cmd.catalog.group.extend', {
  says: 'Put ticked products into a group that there is.',
  takes: z.object({ id: id('grp'), products: ticked }),
  gives: z.object({
    group: DataProductGroup,
    added: z.int().describe('How many were not in it before.'),
    message: z.string().describe('What was done, for a person.'),
  }),
  refuses: ['not_found', 'nothing_selected'],
  example: {
    takes: { id: sampleId('grp'), products: [sampleProduct.id] },
    gives: { group: sampleGroup, added: 1, message: "Added 1 data product to group 'good quality'" },
  },
});

export const JoinProductGroup = command('cmd.catalog.group.join', {
  says: 'Put products into the group of this name, which is made if there is none: once, however many ask for it at the same time.',
  takes: z.object({ name: DataProductGroup.shape.name, products: ticked }),
  gives: z.object({
    group: DataProductGroup,
    made: z.boolean().describe('Whether there was none.'),
    added: z.int().describe('How many were not in it before.'),
    message: z.string().describe('What was done, for a person.'),
  }),
  refuses: ['not_found'],
  example: {
    takes: { name: 'good quality', products: [sampleProduct.id] },
    gives: { group: sampleGroup, made: true, added: 1, message: "Made group 'good quality' of 1 data product" },
  },
});

export const GetGallery = ask('ask.catalog.product.gallery', {
  says: 'Products with what shows each of them, in the order asked for.',
  takes: z.object({ products: ticked }),
  gives: z.object({
    items: z.array(
      z.object({
        product: DataProduct,
        preview: id('prd')
          .nullable()
          .describe('The product to draw: itself for a picture or film, else its newest preview.'),
      }),
    ),
    message: z.string().nullable().describe('What a person is told where there is nothing to show.'),
  }),
  refuses: ['not_found'],
  example: {
    takes: { products: [sampleProduct.id] },
    gives: { items: [{ product: sampleProduct, preview: sampleId('prd') }], message: null },
  },
});

/** What goes and what stays when products are deleted. */
export const Deletion = z.object({
  products: z.array(DataProduct.pick({ id: true, name: true, type: true, size: true })),
  bytes: z.int().describe('Of the files that go with them; a file that another product names stays.'),
  files: z.int(),
  reducedData: z.int().describe('Measured values and texts that were taken from them; they are deleted too.'),
  groups: z.array(named).describe('Groups that they leave; the groups stay.'),
  madeFrom: z.array(named).describe('Products that were made from them; they stay.'),
  presets: z.array(named).describe('Presets whose runs are given them; such runs are refused afterwards.'),
  confirmation: z.string().describe('Hand it to DeleteProducts: it stands for exactly this.'),
});
export type Deletion = z.output<typeof Deletion>;

export const ReviewDeletion = ask('ask.catalog.product.deletion', {
  says: 'What would go, and what depends on it, if these products were deleted. Nothing is deleted.',
  takes: z.object({ products: ticked }),
  gives: Deletion,
  refuses: ['not_found', 'nothing_selected', 'in_use'],
  example: {
    takes: { products: [sampleProduct.id] },
    gives: {
      products: [{ id: sampleProduct.id, name: sampleProduct.name, type: 'frame', size: sampleProduct.size }],
      ...{ bytes: sampleProduct.size, files: 1, reducedData: 1, madeFrom: [], presets: [], confirmation: 'f00d' },
      groups: [{ id: sampleGroup.id, name: sampleGroup.name }],
    },
  },
});

export const DeleteProducts = command('cmd.catalog.product.delete', {
  says: 'Delete products, their values and their files, once a person has confirmed what ReviewDeletion says goes.',
  takes: z.object({
    products: ticked,
    confirmation: z.string().describe('Of ReviewDeletion, for these very products.'),
  }),
  gives: z.object({
    deleted: z.array(named),
    reducedData: z.int(),
    files: z.int(),
    message: z.string().describe('What was done, for a person.'),
  }),
  refuses: ['not_found', 'nothing_selected', 'not_confirmed', 'in_use'],
  example: {
    takes: { products: [sampleProduct.id], confirmation: 'f00d' },
    gives: {
      deleted: [{ id: sampleProduct.id, name: sampleProduct.name }],
      ...{ reducedData: 1, files: 1, message: 'Deleted 1 data product' },
    },
  },
});

export const ProductDeleted = event('evt.catalog.product.deleted', {
  says: 'Somebody deleted a data product, with the values that were taken from it.',
  of: ({ product }) => product.id,
  carries: z.object({ product: DataProduct, reducedData: z.array(id('dat')), by: z.string() }),
  example: { product: sampleProduct, reducedData: [sampleId('dat')], by: 'ada' },
});
