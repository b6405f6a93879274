import { Controller, Inject, Post, Req } from '@nestjs/common';
import { Bus } from '@nightjar/bus';
import { AddProduct, ListProducts, Refusal, type DataProduct } from '@nightjar/contracts';
import { mediaTypeOf } from '@nightjar/pipelines';
import { CONFIG, Log, ProductStore, type ReceivedFile } from '@nightjar/service-kit';
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
    private readonly log: Log,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** @returns the product; of several files a list of them, in their order */
  @Post('data-products')
  @Located((uploaded: Uploaded) => `/data-products${'id' in uploaded ? `/${uploaded.id}` : ''}`)
  async upload(@Req() request: Request): Promise<Uploaded> {
    const vain = new Set<ReceivedFile>();
    try {
      const products = await this.takeIn(request, vain);
      const [only] = products;
      return products.length === 1 && only ? only : whole(products);
    } finally {
      await this.clear(vain);
    }
  }

  /** @param vain holds what lies in the store and is known not to be in the catalogue through this request */
  private async takeIn(request: Request, vain: Set<ReceivedFile>): Promise<DataProduct[]> {
    const { files, fields } = await readForm(request, async (sent, content) => {
      const name = nameOf(sent);
      const file = await this.store.receive(atMost(name, content, this.config.NIGHTJAR_LARGEST_UPLOAD_MB));
      vain.add(file);
      return { name, file };
    });
    const { target = null, type, tags } = fieldsOf(fields);
    if (files.length === 0) throw new Refusal('invalid', 'there is no file; send it in the field file');
    const products: DataProduct[] = [];
    for (const { name, file } of files) {
      const { sha256, size } = file;
      // by the name alone: what a browser would run is not for the sender to say
      const facts = { type: type ?? typeOf(name), mediaType: mediaTypeOf(name) };
      // from here on it may be in the catalogue, unless that says no
      vain.delete(file);
      const adding = this.bus.ask(
        AddProduct,
        { name, sha256, size, ...facts, target, tags },
        { actor: actorOf(request) },
      );
      products.push(
        await adding.catch((reason: unknown) => {
          if (reason instanceof Refusal && saysNo(reason)) vain.add(file);
          throw reason;
        }),
      );
    }
    return products;
  }

  /** What no record names is taken out again; where the catalogue does not answer it stays. */
  private async clear(vain: ReadonlySet<ReceivedFile>): Promise<void> {
    for (const file of vain) {
      try {
        const { count } = await this.bus.ask(ListProducts, { sha256: file.sha256, limit: 1 });
        if (count.value === 0) await this.store.discard(file);
      } catch (fault) {
        this.log.warn(`an upload that was refused stays in the store: ${String(fault)}`, { sha256: file.sha256 });
      }
    }
  }
}

/** A refusal that leaves no doubt: the catalogue has not taken it. Silence is none. */
const saysNo = ({ code }: Refusal): boolean => ['invalid', 'not_found', 'not_allowed', 'conflict'].includes(code);
