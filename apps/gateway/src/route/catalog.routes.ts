import {
  AddTarget,
  DataProduct,
  ListProducts,
  ListReducedData,
  ListTargets,
  PhotometryDatum,
  SetTargetExtras,
  Target,
} from '@nightjar/contracts';
import { z } from 'zod';
import { listedProduct } from './listed-product.js';
import { cone, given, only, productList } from './query.js';
import { allInBody, route, type Route } from './route.js';

const byId = z.object({ id: z.string() });
const inPath = { id: 'path' } as const;

/** More points than any light curve of a night; what is beyond is fetched page by page. */
const LIGHT_CURVE_POINTS = 1000;

export const catalogRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/targets',
    operation: 'listTargets',
    tag: 'catalogue',
    says: 'Targets: newest first, or those in a cone nearest first.',
    takes: ListTargets.takes.omit({ id: true }).extend({ cone: cone.optional() }),
    answers: ListTargets.gives,
    run: ({ bus }, query) => bus.ask(ListTargets, given(query)),
  }),
  route({
    method: 'post',
    path: '/targets',
    operation: 'addTarget',
    tag: 'catalogue',
    says: 'Make a target by hand.',
    takes: AddTarget.takes,
    in: allInBody(AddTarget.takes),
    answers: Target,
    status: 201,
    run: ({ bus, actor }, target) => bus.ask(AddTarget, target, { actor }),
  }),
  route({
    method: 'get',
    path: '/targets/:id',
    operation: 'getTarget',
    tag: 'catalogue',
    says: 'One target.',
    takes: byId,
    in: inPath,
    answers: Target,
    run: async ({ bus }, { id }) => Target.parse(only(await bus.ask(ListTargets, { id, limit: 1 }), 'target', id)),
  }),
  route({
    method: 'post',
    path: '/targets/:id/extras',
    operation: 'setTargetExtras',
    tag: 'catalogue',
    says: 'Note something of a target, change it, or strike it out.',
    takes: SetTargetExtras.takes,
    in: { id: 'path', set: 'body', remove: 'body' },
    answers: Target,
    run: ({ bus, actor }, extras) => bus.ask(SetTargetExtras, extras, { actor }),
  }),
  route({
    method: 'get',
    path: '/targets/:id/light-curve',
    operation: 'getLightCurve',
    tag: 'catalogue',
    says: 'Photometry of a target in the order of time, with the epoch of its event.',
    takes: byId,
    in: inPath,
    answers: z.object({ target: Target, points: z.array(PhotometryDatum), next: z.string().nullable() }),
    run: async ({ bus }, { id }) => {
      const [found, data] = await Promise.all([
        bus.ask(ListTargets, { id, limit: 1 }),
        bus.ask(ListReducedData, { target: id, kind: 'photometry', limit: LIGHT_CURVE_POINTS }),
      ]);
      const points = data.results.filter((datum) => datum.kind === 'photometry');
      return { target: Target.parse(only(found, 'target', id)), points, next: data.next };
    },
  }),
  route({
    method: 'get',
    path: '/data-products',
    operation: 'listDataProducts',
    tag: 'catalogue',
    says: 'Files: frames, previews, catalogues.',
    takes: ListProducts.takes
      .omit({ id: true })
      .extend({ ids: productList.optional(), reduced: z.stringbool().optional() }),
    answers: ListProducts.gives,
    run: ({ bus }, query) => bus.ask(ListProducts, given(query)),
  }),
  route({
    method: 'get',
    path: '/data-products/:id',
    operation: 'getDataProduct',
    tag: 'catalogue',
    says: 'One file’s record.',
    takes: byId,
    in: inPath,
    answers: DataProduct,
    run: ({ bus }, { id }) => listedProduct(bus, id),
  }),
  route({
    method: 'get',
    path: '/reduced-data',
    operation: 'listReducedData',
    tag: 'catalogue',
    says: 'Measured values and texts in the order of time.',
    takes: ListReducedData.takes,
    answers: ListReducedData.gives,
    run: ({ bus }, query) => bus.ask(ListReducedData, given(query)),
  }),
];
