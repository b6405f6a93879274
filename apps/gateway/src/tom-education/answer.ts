import type { LogLine, Process } from '@nightjar/contracts';
import type { z } from 'zod';

/** What tom_education's pages ask for, in its keys. Times are UNIX seconds with fractions. */
interface ProcessShown {
  readonly identifier: string;
  readonly created: number;
  readonly status: string;
  readonly terminal_timestamp: number | null;
  readonly failure_message: string | null;
  readonly view_url: string | null;
}

export interface StatusAnswer {
  readonly timestamp: number;
  readonly processes: readonly (ProcessShown & { readonly process_type: string })[];
}

export interface LogsAnswer extends ProcessShown {
  readonly logs: string;
  readonly group_name: string | null;
  readonly group_url: string | null;
}

const seconds = (iso: string): number => Date.parse(iso) / 1000;

/** Its three fixed words; while a process runs, whatever it says it is at. */
function statusOf({ state, status }: Process): string {
  switch (state) {
    case 'WAITING':
      return 'pending';
    case 'SUCCEEDED':
      return 'created';
    case 'FAILED':
    case 'CANCELLED':
    case 'LOST':
      return 'failed';
    case 'RUNNING':
    case 'CANCELLING':
      return status;
  }
}

const viewUrl = ({ id }: Process): string => `/pipeline/${id}`;

const shown = (process: Process): ProcessShown => ({
  identifier: process.identifier,
  created: seconds(process.created),
  status: statusOf(process),
  terminal_timestamp: process.finished === null ? null : seconds(process.finished),
  // its pages know no cancelling: the reason is a failure's there
  failure_message: process.failureMessage || (process.state === 'CANCELLED' ? process.status : null),
  view_url: viewUrl(process),
});

/** `GET /api/async/status/<target>/`. @param processes newest first */
export const statusAnswer = (processes: readonly Process[], now: Date): StatusAnswer => ({
  timestamp: now.getTime() / 1000,
  processes: processes.map((process) => ({ ...shown(process), process_type: process.pipeline })),
});

/** `GET /api/pipeline/logs/<id>/`. */
export const logsAnswer = (process: Process, lines: readonly z.output<typeof LogLine>[]): LogsAnswer => ({
  ...shown(process),
  logs: lines.map(({ text }) => `${text}\n`).join(''),
  group_name: process.group?.name ?? null,
  group_url: process.group === null ? null : `${viewUrl(process)}#outputs`,
});
