import { describe, expect, it } from '@jest/globals';
import { ListProcesses, type Process } from '@nightjar/contracts';
import { logsAnswer, statusAnswer } from './answer.js';

const [sample] = ListProcesses.gives.parse(ListProcesses.example.gives).results as [Process];
const process: Process = { ...sample, created: '2019-01-02T03:04:05.250Z', finished: null, failureMessage: null };
const statuses = (state: Process['state']): string =>
  statusAnswer([{ ...process, state, status: 'solves the field' }], new Date()).processes[0]?.status ?? '';

describe('the JSON of tom_education', () => {
  it('has exactly its keys, with times as seconds', () => {
    expect(statusAnswer([process], new Date('2019-01-02T03:04:06Z'))).toEqual({
      timestamp: 1546398246,
      processes: [
        {
          identifier: process.identifier,
          created: 1546398245.25,
          status: expect.any(String),
          terminal_timestamp: null,
          failure_message: null,
          view_url: `/pipeline/${process.id}`,
          process_type: process.pipeline,
        },
      ],
    });
    const keys = Object.keys(logsAnswer(process, [])).sort();
    expect(keys).toEqual(
      [
        ...['identifier', 'created', 'status', 'terminal_timestamp', 'failure_message', 'view_url'],
        ...['logs', 'group_name', 'group_url'],
      ].sort(),
    );
  });

  it('says pending, created or failed where it is none of what runs', () => {
    expect((['WAITING', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'LOST'] as const).map(statuses)).toEqual([
      ...['pending', 'created', 'failed', 'failed', 'failed'],
    ]);
    expect(statuses('RUNNING')).toBe('solves the field');
  });

  it('names the group of what was made, and leads to it', () => {
    const group = { id: 'grp_0118c4a2-6d10-7000-8000-0000000000a1', name: 'tl_1_outputs' };
    expect(logsAnswer({ ...process, group }, [])).toMatchObject({
      group_name: 'tl_1_outputs',
      group_url: `/pipeline/${process.id}#outputs`,
    });
    expect(logsAnswer({ ...process, group: null }, [])).toMatchObject({ group_name: null, group_url: null });
  });

  it('gives a failure without words as none, and a log without lines as an empty text', () => {
    const [shown] = statusAnswer([{ ...process, state: 'FAILED', failureMessage: '' }], new Date()).processes;
    expect([shown?.failure_message, logsAnswer(process, []).logs]).toEqual([null, '']);
  });
});
