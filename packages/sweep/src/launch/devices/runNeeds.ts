/** Lanes for runs that need more of the machine than a lane has: cores, memory, and GPUs of their own. */
import { totalmem } from 'node:os';
import { InputError, type RunConfig } from '@ranksweep/core';
import { kindOf } from '@ranksweep/kinds';
import { amdGpus, nvidiaGpus, usableCores, visibleToCuda, visibleToHip } from '@ranksweep/machine';
import type { RunNeeds } from '@ranksweep/run';
import type { LanePlace, OwnGpu } from '../launcher.ts';
import { chooseLanes, type LanesAsked } from './chooseLanes.ts';

interface NeedyRun {
  readonly part: string;
  readonly needs: RunNeeds;
}

/** What is known of a machine. */
export interface OwnMachine {
  readonly cores: number;
  readonly memoryBytes: number;
  readonly gpus: () => Promise<readonly OwnGpu[]>;
}

const thisMachine: OwnMachine = {
  cores: usableCores(),
  // 0 where nothing but the machine limits it.
  memoryBytes: Math.min(process.constrainedMemory() || Infinity, totalmem()),
  gpus: ownGpus,
};

/** NVIDIA's as nvidia-smi lists them, or else AMD's as rocm-smi does: those that this process may use. */
async function ownGpus(): Promise<OwnGpu[]> {
  const nvidia = visibleToCuda((await nvidiaGpus()) ?? []);
  if (nvidia.length > 0) {
    return nvidia.map(({ index, name, uuid }) => ({
      index,
      id: `gpu:${index}`,
      name,
      variable: 'CUDA_VISIBLE_DEVICES',
      value: uuid,
    }));
  }
  return visibleToHip(await amdGpus()).map(({ index, name }) => ({
    index,
    id: `gpu:${index}`,
    name,
    variable: 'HIP_VISIBLE_DEVICES',
    value: String(index),
  }));
}

/**
 * Lanes for these runs: as many as there is room for the least needy of them. Where their needs are more than a core each, or differ, the
 * lanes share what there is.
 * @throws InputError as `chooseLanes`, and if a run needs more than there is
 */
export async function lanesForRuns(
  asked: LanesAsked,
  runs: readonly { readonly part: string; readonly config: RunConfig }[],
  machine: OwnMachine = thisMachine,
): Promise<LanePlace[]> {
  const all = runs.map(({ part, config }) => ({ part, needs: kindOf(config).needs?.(config) }));
  const needy = all.filter((run): run is NeedyRun => run.needs !== undefined);
  if (needy.length === 0) return chooseLanes(asked);
  requireCores(needy, machine);
  requireMemory(needy, machine);
  const gpus = await gpusFor(needy, asked, machine);
  const { device, lanes } = asked;
  // Whoever says how many lanes there are, decides how many cores are busy.
  const areCounted = typeof lanes === 'number' || (lanes !== undefined && gpus.length === 0);
  const cores = areCounted ? Infinity : machine.cores;
  const shared = { cores, memoryBytes: machine.memoryBytes, gpus };
  const areAll = needy.length === all.length;
  const least = (of: (needs: RunNeeds) => number): number =>
    areAll ? Math.min(...needy.map(({ needs }) => of(needs))) : 0;
  const atOnce = Math.min(
    Math.floor(
      machine.cores /
        Math.max(
          1,
          least(({ cpus }) => cpus),
        ),
    ),
    most(
      machine.memoryBytes,
      least(({ memoryBytes = 0 }) => memoryBytes),
    ),
  );
  const byGpus = most(
    gpus.length,
    least((needs) => needs.gpus ?? 0),
  );
  if (gpus.length > 0) {
    const count = Math.min(typeof lanes === 'number' ? lanes : atOnce, byGpus);
    return withShared(await chooseLanes({ ...asked, device: 'cpu', lanes: count }), shared);
  }
  // Lanes on GPUs advance runs together, which these do not.
  const isForCpus = areAll && device === 'auto' && typeof lanes !== 'object';
  const usualOnCpu = Math.min(asked.usualOnCpu, atOnce);
  return withShared(
    await chooseLanes({ ...asked, usualOnCpu, ...(isForCpus ? { device: 'cpu' } : {}) }),
    shared,
  );
}

const most = (all: number, each: number): number => (each === 0 ? Infinity : Math.floor(all / each));

const withShared = (places: readonly LanePlace[], shared: LanePlace['shared']): LanePlace[] =>
  places.map((place) => (place.device.kind === 'cpu' ? { ...place, shared } : place));

/** The run that needs the most of something. */
const neediest = (runs: readonly NeedyRun[], of: (needs: RunNeeds) => number): NeedyRun =>
  runs.reduce((most, run) => (of(run.needs) > of(most.needs) ? run : most));

function requireCores(runs: readonly NeedyRun[], { cores }: OwnMachine): void {
  const { part, needs } = neediest(runs, ({ cpus }) => cpus);
  if (needs.cpus <= cores) return;
  throw new InputError(
    `${part}: expected at most the ${cores} cores of this machine in program.resources.cpus, found ${needs.cpus}`,
  );
}

function requireMemory(runs: readonly NeedyRun[], machine: OwnMachine): void {
  const { part, needs } = neediest(runs, ({ memoryBytes = 0 }) => memoryBytes);
  const { memoryBytes = 0 } = needs;
  if (memoryBytes <= machine.memoryBytes) return;
  throw new InputError(
    `${part}: expected at most the ${gibibytes(machine.memoryBytes)} of this machine in program.resources.memory, ` +
      `found ${gibibytes(memoryBytes)}`,
  );
}

const gibibytes = (bytes: number): string => `${Number((bytes / 2 ** 30).toPrecision(3))} GiB`;

/** Those that the runs share. Empty if none needs any. */
async function gpusFor(
  runs: readonly NeedyRun[],
  { device, lanes }: LanesAsked,
  machine: OwnMachine,
): Promise<readonly OwnGpu[]> {
  const { part, needs } = neediest(runs, ({ gpus = 0 }) => gpus);
  const { gpus: count = 0 } = needs;
  if (count === 0) return [];
  const chosen = chosenGpus(device, lanes, await machine.gpus());
  if (count <= chosen.length) return chosen;
  const there = chosen.length === 0 ? 'none' : chosen.map(({ id, name }) => `${id} (${name})`).join(', ');
  throw new InputError(
    `${part}: expected ${count} ${count === 1 ? 'GPU' : 'GPUs'}, as program.resources.gpus says, found ${there}; ` +
      `GPUs are those that nvidia-smi or rocm-smi lists. ${part}.program.resources.gpus=${chosen.length} runs it with what is here`,
  );
}

/** Those that `--device gpu:0,gpu:2`, or `--lanes gpu:0=1,gpu:2=1`, names; otherwise all. */
function chosenGpus(device: string, lanes: LanesAsked['lanes'], gpus: readonly OwnGpu[]): OwnGpu[] {
  const words = typeof lanes === 'object' ? Object.keys(lanes) : device.split(',');
  const option = typeof lanes === 'object' ? '--lanes' : '--device';
  if (words.some((word) => word === 'auto' || word === 'gpu')) return [...gpus];
  return words.map((word) => {
    const found = gpus.find(({ id, name }) => id === word || name === word);
    if (found !== undefined) return found;
    const there = gpus.map(({ id, name }) => `${id} (${name})`).join(', ') || 'none';
    throw new InputError(`${option}: expected a GPU, found '${word}'; there is ${there}`);
  });
}
