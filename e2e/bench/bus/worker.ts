import { Controller, Module } from '@nestjs/common';
import type { Gives } from '@nightjar/contracts';
import { CommonConfig, defineService, Handles, runService, type Asks, type Hears } from '@nightjar/service-kit';
import { Echo, Happened, NoOp, Seen } from './messages.js';

/** One clock for all processes of a machine. */
const now = (): string => process.hrtime.bigint().toString();

/** The bench starts this with `--expose-gc`: what a collection leaves is what is really held. */
function heapMiB(collect: boolean): number {
  if (collect) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

@Controller()
class BenchHandlers {
  private events: [number, string][] = [];
  private jobs: [number, string][] = [];

  @Handles(Echo)
  echo(said: Asks<typeof Echo>): Promise<Gives<typeof Echo>> {
    return Promise.resolve(said);
  }

  @Handles(Happened)
  happened({ n }: Hears<typeof Happened>): Promise<void> {
    this.events.push([n, now()]);
    return Promise.resolve();
  }

  @Handles(NoOp)
  nothing({ n }: Hears<typeof NoOp>): Promise<void> {
    this.jobs.push([n, now()]);
    return Promise.resolve();
  }

  @Handles(Seen)
  seen({ collect }: Asks<typeof Seen>): Promise<Gives<typeof Seen>> {
    const { events, jobs } = this;
    this.events = [];
    this.jobs = [];
    return Promise.resolve({ events, jobs, heapMiB: heapMiB(collect) });
  }
}

@Module({ controllers: [BenchHandlers] })
class BenchModule {}

/** Both ends are services as any other: Nest, guards, inbox, fence and traces are in the figures. */
await runService(
  defineService({
    name: 'bench-worker',
    says: 'The other end of the bench.',
    config: CommonConfig,
    module: BenchModule,
    database: { schema: 'bench', entities: [], migrations: [] },
  }),
);
