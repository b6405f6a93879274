import { z } from 'zod';
import { ask, event, job, queue, telemetry } from '../contract.js';
import { LogLine, Process, ProcessId } from '../noun/process.js';
import { DataProduct, ReducedDatum } from '../noun/target.js';
import { id, page, paging } from '../quantity.js';
import { sampleDatum, sampleId, sampleProcess, sampleProduct } from './sample.js';

const work = z.object({ process: ProcessId });

export const InspectQueue = queue('inspect', {
  service: 'pipeline',
  says: 'Reads each frame’s header and pixels: time, filter, gain, saturation, mask, preview.',
  timeLimitS: 600,
});

export const PhotometryQueue = queue('photometry', {
  service: 'pipeline',
  says: 'Finds sources, solves the field and measures the target.',
});

export const SiteQueue = queue('site', {
  service: 'pipeline',
  says: 'Pipelines of the site’s own, beside those of the night.',
  timeLimitS: 3600,
});

export const InspectJob = job(InspectQueue, 'process', {
  says: 'Run the process in the inspect queue.',
  carries: work,
  example: { process: sampleId('prc') },
});

export const PhotometryJob = job(PhotometryQueue, 'process', {
  says: 'Run the process in the photometry queue.',
  carries: work,
  example: { process: sampleId('prc') },
});

export const SiteJob = job(SiteQueue, 'process', {
  says: 'Run the process in the queue of the site’s own pipelines.',
  carries: work,
  example: { process: sampleId('prc') },
});

export const ProcessChanged = event('evt.pipeline.process.changed', {
  says: 'A process was made, made a step or ended.',
  carries: Process,
  example: sampleProcess,
});

/** All outputs of a process appear together, in the catalogue’s one transaction, or not at all. */
export const ProcessSucceeded = event('evt.pipeline.process.succeeded', {
  says: 'A process ended well; these are the files and values it made, and those that it removed.',
  of: ({ process }) => process.id,
  carries: z.object({
    process: Process,
    products: z.array(DataProduct.omit({ createdAt: true })),
    data: z.array(ReducedDatum),
    group: z
      .object({ id: id('grp'), name: z.string() })
      .nullable()
      .default(null)
      .describe('The group that its products make together.'),
    removed: z
      .array(z.object({ process: ProcessId, products: z.array(id('prd')) }))
      .default([])
      .describe('What earlier processes had made and this one has removed.'),
  }),
  example: {
    process: sampleProcess,
    products: [
      {
        id: sampleProduct.id,
        name: sampleProduct.name,
        type: 'preview',
        mediaType: 'image/png',
        size: 81_234,
        sha256: sampleProduct.sha256,
        target: sampleProduct.target,
        observation: sampleProduct.observation,
        process: sampleId('prc'),
        of: sampleId('prd'),
        meta: {},
        traceId: sampleProduct.traceId,
      },
    ],
    data: [sampleDatum],
  },
});

export const ProcessLog = telemetry('tlm.pipeline.log', {
  says: 'A line of a running process’s log.',
  carries: LogLine.extend({ process: ProcessId }),
  example: {
    process: sampleId('prc'),
    offset: 3,
    at: '2008-03-19T06:13:41.000Z',
    level: 'info',
    text: '412 objects detected',
  },
});

export const ListProcesses = ask('ask.pipeline.process.list', {
  says: 'Processes, newest first.',
  takes: z.object({
    id: ProcessId.optional(),
    target: id('tgt').optional(),
    state: Process.shape.state.optional(),
    input: id('prd').optional(),
    inputs: z.array(id('prd')).max(1000).optional().describe('Only what works on any of these.'),
    pipeline: z.string().optional(),
    ...paging,
  }),
  gives: page(Process),
  refuses: [],
  example: {
    takes: { target: sampleId('tgt') },
    gives: { results: [sampleProcess], next: null, count: { value: 1, exact: true } },
  },
});

export const GetProcessLog = ask('ask.pipeline.process.log', {
  says: 'Lines of a process’s log from an offset on.',
  takes: z.object({ id: ProcessId, offset: z.coerce.number().int().nonnegative().default(0) }),
  gives: z.object({ lines: z.array(LogLine), nextOffset: z.int() }),
  refuses: ['not_found'],
  example: {
    takes: { id: sampleId('prc') },
    gives: {
      lines: [{ offset: 0, at: '2008-03-19T06:13:40.000Z', level: 'info', text: 'photometry of swift-306757.fits' }],
      nextOffset: 1,
    },
  },
});
