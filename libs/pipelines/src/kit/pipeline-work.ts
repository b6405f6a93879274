import type { Sky } from '@nightjar/catalogues';
import type { DataProduct, PhotometryDatum } from '@nightjar/contracts';
import type { MadeBefore } from '../cleanup/made-of.js';
import type { LogLevel, PipelineInput, PipelineTarget } from './definition.js';
import type { MadeDatum, MadeDocument, MadeProduct } from './output.js';
import type { Progress } from './progress.js';
import type { ToolRunner } from './tool.js';

/** What is to be done. */
export interface PipelineWork {
  readonly target: PipelineTarget | null;
  readonly inputs: readonly PipelineInput[];
  /** The target's reduced data, in order of time; wanted by pipelines that accept data. */
  readonly data?: readonly PhotometryDatum[];
  /** Frames it may choose among, newest first; wanted by pipelines that accept kept ones. */
  readonly kept?: readonly PipelineInput[];
  /** What earlier processes made of the inputs; wanted by pipelines that accept it. */
  readonly made?: MadeBefore;
  /** By name; what is left out has its default. */
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly params: unknown;
  readonly workdir: string;
}

/** Told of a process as it goes. One that shows no progress or status, or keeps no record, leaves those out. */
export interface PipelineWitness {
  stepBegan(name: string): void;
  stepEnded(name: string, ok: boolean): void;
  stepProgress?(name: string, progress: Progress): void;
  status?(text: string): void;
  /** It works on this product too. */
  used?(product: Pick<DataProduct, 'id' | 'sha256'>): void;
  log(text: string, level: LogLevel): void;
}

/** What a run needs of the world. */
export interface PipelinePorts {
  readonly tools: ToolRunner;
  readonly witness: PipelineWitness;
  readonly signal: AbortSignal;
  /** Absent: there are no catalogues, and whoever asks is told so. */
  readonly sky?: Sky;
}

/** How a run ended. A fault is not among these: it is thrown. */
export type PipelineResult =
  | {
      readonly outcome: 'succeeded';
      readonly says: string;
      readonly facts: Readonly<Record<string, unknown>>;
      readonly products: readonly MadeProduct[];
      readonly data: readonly MadeDatum[];
      /** Texts for the target's reduced data. */
      readonly documents?: readonly MadeDocument[];
      /** Products of earlier processes that are to be removed. */
      readonly removed?: readonly DataProduct['id'][];
    }
  | { readonly outcome: 'failed'; readonly because: string };
