import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import { GetRawNotice, Refusal } from '@nightjar/contracts';
import { readFits } from '@nightjar/imaging';
import { ProductStore } from '@nightjar/service-kit';
import type { Request, Response } from 'express';
import { pipeline } from 'node:stream/promises';
import { cardsShown, type CardShown } from '../frame/facts.js';
import { storedProduct } from './stored-product.js';

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
    const product = await storedProduct(this.bus, this.store, id);
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
    const product = await storedProduct(this.bus, this.store, id);
    const [first] = readFits(await this.store.read(product.sha256)).hdus;
    if (!first) throw new Refusal('invalid', `${product.name} has no FITS header`);
    return { cards: cardsShown(first.header) };
  }
}
