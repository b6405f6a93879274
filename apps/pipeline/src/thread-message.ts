import type { LogLevel, PipelineResult, PipelineWork, ToolCall, ToolOutcome } from '@nightjar/pipelines';

/** What the service says to the thread that computes. */
export type ToThread =
  | { readonly does: 'run'; readonly pipeline: string; readonly work: PipelineWork }
  | { readonly does: 'tool ended'; readonly ticket: number; readonly outcome: ToolOutcome }
  | { readonly does: 'tool failed'; readonly ticket: number; readonly fault: string };

/** What the thread says to the service. */
export type FromThread =
  | { readonly says: 'step began'; readonly name: string }
  | { readonly says: 'step ended'; readonly name: string; readonly ok: boolean }
  | { readonly says: 'log'; readonly text: string; readonly level: LogLevel }
  | { readonly says: 'tool'; readonly ticket: number; readonly call: ToolCall }
  | { readonly says: 'done'; readonly result: PipelineResult }
  | { readonly says: 'fault'; readonly fault: string };
