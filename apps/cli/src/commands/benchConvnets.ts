/** `ranksweep bench convnet`: training steps of convolutional networks, beside PyTorch on the same processor. */
import {
  convnetWorkloads,
  findPeers,
  measureConvnet,
  measureMemory,
  timedBackends,
  type ConvnetResult,
  type MemoryResult,
  type Rounds,
} from '@ranksweep/bench';
import { wholeNumber } from '../optionValues.ts';
import { oneOf } from '../usageError.ts';
import { renderTable } from '../render/table.ts';

export interface BenchConvnetsOptions {
  readonly engine?: string;
  readonly peers?: boolean;
  readonly python?: string;
  readonly json?: boolean;
  /** Memory is measured over so many training steps, in place of time. */
  readonly steps?: string;
}

/**
 * @param names of trainings; default: all
 * @throws InputError for a training that does not exist, and a backend that this machine does not have
 */
export async function benchConvnets(
  names: readonly string[],
  options: BenchConvnetsOptions,
  rounds: Rounds,
): Promise<void> {
  const all = convnetWorkloads.map(({ name }) => name);
  for (const name of names) oneOf('bench convnet', name, all);
  const chosen = convnetWorkloads.filter(({ name }) => names.length === 0 || names.includes(name));
  const known = timedBackends();
  const backends = options.engine === undefined ? known : [oneOf('--engine', options.engine, known)];
  if (options.steps !== undefined) {
    const steps = wholeNumber('--steps', options.steps, 1);
    const memory: MemoryResult[] = [];
    for (const workload of chosen) {
      if (!options.json) console.error(`${workload.title} ...`);
      memory.push(...(await measureMemory(workload, backends, steps)));
    }
    console.log(options.json ? JSON.stringify({ memory }, undefined, 2) : renderMemory(memory));
    return;
  }
  const peers = options.peers ? (await findPeers(options.python?.split(','))).found : [];
  const torch = peers.find(({ name }) => name === 'torch');
  if (options.peers && torch === undefined) console.error('not found: PyTorch (pip install torch numpy)');
  const results: ConvnetResult[] = [];
  for (const workload of chosen) {
    if (!options.json) console.error(`${workload.title} ...`);
    results.push(...(await measureConvnet(workload, backends, torch, rounds)));
  }
  console.log(options.json ? JSON.stringify({ convnets: results }, undefined, 2) : render(results));
}

const inMebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

function renderMemory(results: readonly MemoryResult[]): string {
  const rows = results.map(({ workload, side, held }) => [
    workload,
    side,
    ...held.map(({ residentBytes }) => inMebibytes(residentBytes)),
  ]);
  const steps = results[0]?.held.map(({ step }) => `step ${step}`) ?? [];
  return renderTable(['', 'by', ...steps], rows);
}

function render(results: readonly ConvnetResult[]): string {
  const rows = results.map(({ workload, side, msPerStep, maxResidentBytes, speedup }) => [
    workload,
    side,
    msPerStep.toPrecision(3),
    (1000 / msPerStep).toPrecision(3),
    inMebibytes(maxResidentBytes),
    ...(speedup === undefined
      ? ['', '']
      : [
          `${speedup.median.toPrecision(3)}x`,
          speedup.quartiles.map((ratio) => ratio.toPrecision(3)).join('-'),
        ]),
  ]);
  const titles = convnetWorkloads.map(({ name, title }) => `${`${name}:`.padEnd(18)} ${title}`).join('\n');
  return `${renderTable(['', 'by', 'ms/step', 'steps/s', 'memory', "as fast as PyTorch's", 'quartiles'], rows)}

${titles}`;
}
