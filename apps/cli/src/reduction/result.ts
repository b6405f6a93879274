/** How one pipeline went on one image. */
export interface StepResult {
  readonly pipeline: string;
  readonly outcome: 'succeeded' | 'failed';
  /** One sentence: what was found, or why it failed. */
  readonly says: string;
  readonly facts: Readonly<Record<string, unknown>>;
  /** Files that were made: paths here, identifiers of products on a server. */
  readonly outputs: readonly string[];
  readonly data: readonly unknown[];
  readonly durationS: number | null;
}

/** How one image went; steps after one that failed are not there. */
export interface ImageResult {
  readonly file: string;
  readonly config: string;
  readonly steps: readonly StepResult[];
}

export const isWell = ({ steps }: ImageResult): boolean => steps.every(({ outcome }) => outcome === 'succeeded');
