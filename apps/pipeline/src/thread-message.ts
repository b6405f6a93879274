import type { DataProduct } from '@nightjar/contracts';
import type {
  BrokenPipeline,
  LogLevel,
  PipelineListing,
  PipelineResult,
  PipelineWork,
  Progress,
  Tool,
  ToolCall,
  ToolOutcome,
} from '@nightjar/pipelines';

/** What the service says to the thread that computes. */
export type ToThread =
  | { readonly does: 'run'; readonly pipeline: string; readonly work: PipelineWork }
  | { readonly does: 'list' }
  | { readonly does: 'judge'; readonly ticket: number; readonly pipeline: string; readonly params: unknown }
  | { readonly does: 'tools missing'; readonly ticket: number; readonly missing: string | undefined }
  | { readonly does: 'tool said'; readonly ticket: number; readonly line: string }
  | { readonly does: 'tool ended'; readonly ticket: number; readonly outcome: ToolOutcome }
  | { readonly does: 'tool failed'; readonly ticket: number; readonly fault: string };

/** What the thread says to the service. */
export type FromThread =
  | { readonly says: 'step began'; readonly name: string }
  | { readonly says: 'step ended'; readonly name: string; readonly ok: boolean }
  | { readonly says: 'step progress'; readonly name: string; readonly progress: Progress }
  | { readonly says: 'status'; readonly text: string }
  | { readonly says: 'used'; readonly product: Pick<DataProduct, 'id' | 'sha256'> }
  | { readonly says: 'log'; readonly text: string; readonly level: LogLevel }
  | { readonly says: 'tools wanted'; readonly ticket: number; readonly tools: readonly Tool[] }
  | { readonly says: 'tool'; readonly ticket: number; readonly call: ToolCall; readonly heard: boolean }
  | { readonly says: 'done'; readonly result: PipelineResult }
  | { readonly says: 'fault'; readonly fault: string }
  | { readonly says: 'list'; readonly shelf: SiteShelf }
  | { readonly says: 'judged'; readonly ticket: number; readonly verdict: ParamsJudgement };

/** A pipeline of the site and the file that it stands in. */
export interface SiteListing extends PipelineListing {
  readonly file: string;
}

/** What the folder of the site's pipelines holds. */
export interface SiteShelf {
  readonly listings: readonly SiteListing[];
  readonly broken: readonly BrokenPipeline[];
}

/** Parameters as a process keeps them and the tools it then needs, or what is wrong with them. */
export type ParamsJudgement =
  | { readonly ok: true; readonly params: Readonly<Record<string, unknown>>; readonly tools: readonly Tool[] }
  | { readonly ok: false; readonly because: string };
