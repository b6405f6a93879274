import {
  AddToProductGroup,
  DeleteProducts,
  Deletion,
  GetGallery,
  JoinProductGroup,
  ReviewDeletion,
} from '@nightjar/contracts';
import { z } from 'zod';
import { productList } from './query.js';
import { allInBody, route, type Route } from './route.js';

/** What is done with ticked products; running a pipeline on them is `POST /processes`. */
export const selectionRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/data-product-groups/:id/products',
    operation: 'addToDataProductGroup',
    tag: 'catalogue',
    says: 'Put ticked products into a group.',
    takes: AddToProductGroup.takes,
    in: { id: 'path', products: 'body' },
    answers: AddToProductGroup.gives,
    run: ({ bus, actor }, order) => bus.ask(AddToProductGroup, order, { actor }),
  }),
  route({
    method: 'post',
    path: '/data-product-groups/products',
    operation: 'joinDataProductGroup',
    tag: 'catalogue',
    says: JoinProductGroup.says,
    takes: JoinProductGroup.takes,
    in: allInBody(JoinProductGroup.takes),
    answers: JoinProductGroup.gives,
    run: ({ bus, actor }, order) => bus.ask(JoinProductGroup, order, { actor }),
  }),
  route({
    method: 'get',
    path: '/gallery',
    operation: 'getGallery',
    tag: 'catalogue',
    says: 'Products with what shows each of them, in the order asked for.',
    takes: z.object({ products: productList.default([]) }),
    answers: GetGallery.gives,
    run: ({ bus }, query) => bus.ask(GetGallery, query),
  }),
  route({
    method: 'post',
    path: '/data-products/deletions/review',
    operation: 'reviewDeletion',
    tag: 'catalogue',
    says: 'What would go, and what depends on it, if these products were deleted. Nothing is deleted.',
    takes: ReviewDeletion.takes,
    in: allInBody(ReviewDeletion.takes),
    answers: Deletion,
    run: ({ bus, actor }, order) => bus.ask(ReviewDeletion, order, { actor }),
  }),
  route({
    method: 'post',
    path: '/data-products/deletions',
    operation: 'deleteDataProducts',
    tag: 'catalogue',
    says: 'Delete products with their values and files, as the review that is confirmed has it.',
    takes: DeleteProducts.takes,
    in: allInBody(DeleteProducts.takes),
    answers: DeleteProducts.gives,
    run: ({ bus, actor }, order) => bus.ask(DeleteProducts, order, { actor }),
  }),
];
