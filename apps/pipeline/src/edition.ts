import { Refusal } from '@nightjar/contracts';
import { listingOf, pipelineNamed, pipelines, type PipelineListing } from '@nightjar/pipelines';
import { judgeParams } from './params-judgement.js';
import { queues } from './pipeline.config.js';
import type { ShelfReader } from './shelf-reader.js';
import type { ParamsJudgement, SiteShelf } from './thread-message.js';

export const builtIn: readonly PipelineListing[] = pipelines.map(listingOf);

/** Every pipeline as it was at one moment: the built-in ones, and what the site's folder held. */
export class Edition {
  /**
   * @param name of the state of the folder
   * @param reader the thread that read it; absent where the folder is empty
   */
  constructor(
    readonly name: string,
    readonly site: SiteShelf,
    readonly reader: ShelfReader | undefined,
  ) {}

  /** @throws Refusal `not_found`, or `cannot_run` for one of the site's that is broken */
  named(name: string): PipelineListing {
    const own = builtIn.find((one) => one.name === name);
    if (own) return own;
    const found = this.site.listings.find((one) => one.name === name);
    const broken = this.site.broken.find((one) => one.name === name)?.error ?? (found && faultOfQueue(found));
    if (broken !== undefined && broken !== null)
      throw new Refusal('cannot_run', `The pipeline ${name} is broken: ${broken}`, { pipeline: name });
    if (!found) throw new Refusal('not_found', `There is no pipeline ${name}.`, { pipeline: name });
    return found;
  }

  /** @throws Error when the thread that read it has ended */
  async judgeParams(name: string, params: unknown): Promise<ParamsJudgement> {
    const own = pipelineNamed(name);
    if (own) return judgeParams(own, params);
    return this.reader?.judge(name, params) ?? { ok: false, because: `there is no pipeline ${name}` };
  }

  /** Its name, where a pipeline lies in the site's folder; undefined for a built-in one. */
  of(pipeline: string): string | undefined {
    return pipelineNamed(pipeline) ? undefined : this.name;
  }
}

export const faultOfQueue = ({ queue }: PipelineListing): string | null =>
  queues.includes(queue) ? null : `there is no queue ${queue}: name one of ${queues.join(', ')}`;
