import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import { GetRawNotice, ListProducts, Refusal, type DataProduct } from '@nightjar/contracts';
import { readFits } from '@nightjar/imaging';
import { ProductStore } from '@nightjar/service-kit';
import type { Request, Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { only } from './query.js';

interface CardShown {
  readonly key: string;
  readonly value: string | number | boolean | null;
  readonly comment: string | null;
}

/** A browser shows it in place. An SVG may hold scripts, and comes from anyone who uploads. */
const isShown = (mediaType: string): boolean => /^(image|video)\//.test(mediaType) && mediaType !== 'image/svg+xml';

/** Bytes rather than JSON: raw notices and the files of data products. */
@Controller('api')
export class FilesController {
  constructor(
    private readonly bus: Bus,
    private readonly store: ProductStore,
  ) {}

  @Get('notices/:id/raw')
  async raw(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const { base64, mediaType, sha256 } = await this.bus.ask(GetRawNotice, { id });
    response.set({ 'content-type': mediaType, etag: `"${sha256}"`, 'content-disposition': 'attachment' });
    response.end(Buffer.from(base64, 'base64'));
  }

  @Get('data-products/:id/file')
  async file(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const product = await this.product(id);
    const etag = `"${product.sha256}"`;
    if (request.headers['if-none-match'] === etag) {
      response.status(304).end();
      return;
    }
    response.set({
      'content-type': product.mediaType,
      'content-length': String(product.size),
      'content-disposition': `${isShown(product.mediaType) ? 'inline' : 'attachment'}; filename="${product.name.replace(/[^\w.+-]/g, '_')}"`,
      'cache-control': 'private, max-age=31536000, immutable',
      etag,
    });
    await pipeline(this.store.stream(product.sha256), response);
  }

  @Get('data-products/:id/header')
  async header(@Param('id') id: string): Promise<{ cards: CardShown[] }> {
    const product = await this.product(id);
    const [first] = readFits(await this.store.read(product.sha256)).hdus;
    if (!first) throw new Refusal('invalid', `${product.name} has no FITS header`);
    const cards = first.header.cards.map(({ keyword, value, comment }) => ({
      key: keyword,
      value: value ?? null,
      comment: comment ?? null,
    }));
    return { cards };
  }

  private async product(id: string): Promise<DataProduct> {
    const product = only(await this.bus.ask(ListProducts, { id, limit: 1 }), 'data product', id);
    if (!(await this.store.has(product.sha256))) {
      throw new Refusal('unavailable', `the file of ${product.name} is not in the store; was NIGHTJAR_HOME moved?`);
    }
    return product;
  }
}
