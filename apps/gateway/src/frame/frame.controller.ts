import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { Refusal } from '@nightjar/contracts';
import { FitsError, openImages, type BandedImage, type RandomAccess } from '@nightjar/imaging';
import { inMemory, withFile } from '@nightjar/pipelines';
import { Bus } from '@nightjar/bus';
import { ProductStore } from '@nightjar/service-kit';
import type { Request, Response } from 'express';
import { storedProduct } from '../route/stored-product.js';
import { Area, readArea, Which } from './area.js';
import { factsOf, type ImageFacts } from './facts.js';
import { LastUnzipped } from './unzipped.js';

/** The pixels of frames, piece by piece: whole frames are larger than a page needs. */
@Controller('api/data-products/:id')
export class FrameController {
  private readonly unzipped = new LastUnzipped();

  constructor(
    private readonly bus: Bus,
    private readonly store: ProductStore,
  ) {}

  @Get('image')
  async image(
    @Param('id') id: string,
    @Query() query: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImageFacts> {
    const which = asked(Which, query);
    const { sha256 } = await storedProduct(this.bus, this.store, id);
    const facts = await this.opened(sha256, (images) => factsOf(images, chosen(images, which), which.plane));
    response.set('cache-control', KEPT); // not before: a fault is not to be kept for a year
    return facts;
  }

  @Get('pixels')
  async pixels(
    @Param('id') id: string,
    @Query() query: unknown,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const area = asked(Area, query);
    const { sha256 } = await storedProduct(this.bus, this.store, id);
    // the same address has the same pixels for ever: the file is named by its content
    const etag = `"${sha256}"`;
    if (request.headers['if-none-match'] === etag) {
      response.status(304).end();
      return;
    }
    const { widthPx, heightPx, data } = await this.opened(sha256, (images) => readArea(chosen(images, area), area));
    response.set({
      ...{ 'content-type': 'application/octet-stream', 'cache-control': KEPT, etag },
      ...{ 'x-width': String(widthPx), 'x-height': String(heightPx) },
    });
    response.end(littleEndian(data));
  }

  private async opened<T>(sha256: string, use: (images: readonly BandedImage[]) => Promise<T>): Promise<T> {
    const open = async (file: RandomAccess): Promise<T> => use(await openImages(file));
    try {
      return await withFile(this.store.path(sha256), async (file) => {
        const [first, second] = await file.read(0, 2);
        if (first !== 0x1f || second !== 0x8b) return open(file);
        return open(inMemory(await this.unzipped.bytes(sha256, () => this.store.read(sha256))));
      });
    } catch (fault) {
      if (fault instanceof FitsError) throw new Refusal('no_image', fault.message, { fault: fault.code });
      throw fault;
    }
  }
}

const KEPT = 'private, max-age=31536000, immutable';

function asked<T>(
  schema: { safeParse(value: unknown): { data?: T; error?: { issues: readonly Issue[] } } },
  query: unknown,
): T {
  const { data, error } = schema.safeParse(query);
  if (data !== undefined) return data;
  throw new Refusal(
    'invalid',
    (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  );
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** @throws Refusal `no_image` when there is none, or not there */
function chosen(images: readonly BandedImage[], { hdu }: Which): BandedImage {
  const image = hdu === undefined ? images[0] : images.find((one) => one.hdu === hdu);
  if (image) return image;
  const where = images.map((one) => one.hdu).join(', ') || 'nowhere';
  throw new Refusal(
    'no_image',
    `the file holds no image${hdu === undefined ? '' : ` in HDU ${hdu}`}; it has images in: ${where}`,
  );
}

/** The bytes of 32-bit reals, lowest byte first, whatever this machine does. */
function littleEndian({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? bytes : bytes.swap32();
}
