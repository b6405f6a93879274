import { realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { Pipeline } from './definition.js';
import type { PipelinePorts, PipelineWork } from './pipeline-work.js';
import { judgeArguments, ToolRefusal } from './tool-arguments.js';
import type { Tool } from './tool-declaration.js';
import { ToolFault, type ToolCall, type ToolOptions, type ToolOutcome } from './tool.js';

interface Wanted extends ToolOptions {
  readonly program: string;
  readonly args: readonly string[];
}

const defaultTimeoutS = 60;

/**
 * Runs a tool of a pipeline: judged, logged with what it said, and a fault unless it ends with exit code 0.
 * @throws ToolRefusal before anything is started
 * @throws ToolFault
 */
export async function callTool(
  pipeline: Pick<Pipeline, 'name' | 'tools'>,
  work: Pick<PipelineWork, 'workdir' | 'inputs'>,
  { program, args, timeoutS = defaultTimeoutS, input, hear }: Wanted,
  ports: PipelinePorts,
): Promise<ToolOutcome> {
  const tool = pipeline.tools.find((one) => one.program === program);
  if (!tool) throw new ToolRefusal('unknown_tool', program, program, `is no tool of ${pipeline.name}`);
  const places = { workdir: work.workdir, inputs: work.inputs.map(({ path }) => path) };
  const verdict = judgeArguments(tool, args, places);
  if (!verdict.ok) throw verdict.refusal;
  await refuseStrays(tool, verdict.files, places);
  const call = { program, arguments: args, folder: work.workdir, timeoutS, network: tool.network ?? false };
  return runLogged(input === undefined ? call : { ...call, input }, hear, ports);
}

/** A link of the workdir may lead to an input, not elsewhere. */
async function refuseStrays(
  tool: Tool,
  files: readonly string[],
  { workdir, inputs }: { readonly workdir: string; readonly inputs: readonly string[] },
): Promise<void> {
  const real = (path: string): Promise<string> => realpath(path).catch(() => path);
  const lawful = new Set(await Promise.all([...inputs, ...(tool.reads ?? [])].map(real)));
  const folder = (await real(workdir)) + sep;
  for (const file of files) {
    const path = resolve(workdir, file);
    const at = await realpath(path).catch(() => undefined);
    // what is not there yet is made there
    if (at === undefined || at.startsWith(folder) || lawful.has(at)) continue;
    throw new ToolRefusal('unlawful_file', tool.program, file, 'leads out of the folder of this process');
  }
}

const longestShown = 2000;
/** No outcome has a longer head or tail. */
const mostKept = 100;

async function runLogged(
  call: ToolCall,
  hear: ToolOptions['hear'],
  { tools, witness }: PipelinePorts,
): Promise<ToolOutcome> {
  const { program } = call;
  witness.log(`$ ${[program, ...call.arguments].join(' ')}`.slice(0, longestShown), 'info');
  const heard: string[] = [];
  const listen = (line: string): void => {
    heard.push(line);
    // the first and the last are what an outcome can hold
    if (heard.length > 2 * mostKept) heard.splice(mostKept, 1);
    hear?.(line);
  };
  const outcome = await (hear ? tools.run(call, listen) : tools.run(call));
  const ended = endOf(call, outcome);
  const ok = outcome.exitCode === 0;
  for (const line of linesOf(outcome)) if (!heard.includes(line)) witness.log(line, ok ? 'info' : 'warn');
  witness.log(`${ended}, ${outcome.durationS.toFixed(2)} s`, ok ? 'info' : 'error');
  if (!ok) throw new ToolFault(`${ended}: ${outcome.tail.at(-1) ?? 'it said nothing'}`, outcome);
  return outcome;
}

function linesOf({ head = [], leftOut = 0, tail }: ToolOutcome): readonly string[] {
  return leftOut === 0 ? [...head, ...tail] : [...head, `… ${leftOut} lines are left out …`, ...tail];
}

/** How a call ended, in words. */
export function endOf({ program, timeoutS }: ToolCall, { timedOut, exitCode }: ToolOutcome): string {
  if (timedOut) return `${program} was ended after ${timeoutS} s`;
  return `${program} ended with ${exitCode === null ? 'a signal' : `exit code ${exitCode}`}`;
}
