import { Controller, Inject, Post, Req } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import { AddProduct, Refusal, type DataProduct } from '@nightjar/contracts';
import { mediaTypeOf } from '@nightjar/pipelines';
import { CONFIG, ProductStore } from '@nightjar/service-kit';
import type { Request } from 'express';
import type { GatewayConfig } from '../gateway.config.js';
import { Located } from '../http/location.interceptor.js';
import { whole } from '../route/query.js';
import { actorOf } from '../session/actor.js';
import { readForm } from './form.js';
import { atMost, fieldsOf, nameOf, typeOf } from './uploaded.js';

type Uploaded = DataProduct | ReturnType<typeof whole<DataProduct>>;

/** Files that people bring: into the store as they come, into the catalogue once all are there. */
@Controller('api')
export class UploadController {
  constructor(
    private readonly bus: Bus,
    private readonly store: ProductStore,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** @returns the product; of several files a list of them, in their order */
  @Post('data-products')
  @Located((uploaded: Uploaded) => `/data-products${'id' in uploaded ? `/${uploaded.id}` : ''}`)
  async upload(@Req() request: Request): Promise<Uploaded> {
    const { files, fields } = await readForm(request, async (sent, content) => {
      const name = nameOf(sent);
      return { name, ...(await this.store.receive(atMost(name, content, this.config.NIGHTJAR_LARGEST_UPLOAD_MB))) };
    });
    const { target = null, type, tags } = fieldsOf(fields);
    if (files.length === 0) throw new Refusal('invalid', 'there is no file; send it in the field file');
    const products: DataProduct[] = [];
    for (const file of files) {
      // by the name alone: what a browser would run is not for the sender to say
      const product = { ...file, type: type ?? typeOf(file.name), mediaType: mediaTypeOf(file.name), target, tags };
      products.push(await this.bus.ask(AddProduct, product, { actor: actorOf(request) }));
    }
    const [only] = products;
    return products.length === 1 && only ? only : whole(products);
  }
}
