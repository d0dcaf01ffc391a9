/** Lanes for runs that need more of the machine than a lane has: cores, and GPUs of their own. */
import { InputError, type RunConfig } from '@ranksweep/core';
import { kindOf } from '@ranksweep/kinds';
import { amdGpus, nvidiaGpus, usableCores, visibleToCuda, visibleToHip } from '@ranksweep/machine';
import type { RunNeeds } from '@ranksweep/run';
import type { LanePlace } from '../launcher.ts';
import { chooseLanes, type LanesAsked } from './chooseLanes.ts';

/** A GPU that programs may have to themselves. */
export interface OwnGpu {
  /** `gpu:0` */
  readonly id: string;
  readonly name: string;
  /** The variable that shows it to a program, and its name there. */
  readonly variable: 'CUDA_VISIBLE_DEVICES' | 'HIP_VISIBLE_DEVICES';
  readonly value: string;
}

interface NeedyRun {
  readonly part: string;
  readonly needs: RunNeeds;
}

/** What is known of a machine. */
export interface OwnMachine {
  readonly cores: number;
  readonly gpus: () => Promise<readonly OwnGpu[]>;
}

const thisMachine: OwnMachine = { cores: usableCores(), gpus: ownGpus };

/** NVIDIA's as nvidia-smi lists them, or else AMD's as rocm-smi does: those that this process may use. */
async function ownGpus(): Promise<OwnGpu[]> {
  const nvidia = visibleToCuda((await nvidiaGpus()) ?? []);
  if (nvidia.length > 0) {
    return nvidia.map(({ index, name, uuid }) => ({
      id: `gpu:${index}`,
      name,
      variable: 'CUDA_VISIBLE_DEVICES',
      value: uuid,
    }));
  }
  return visibleToHip(await amdGpus()).map(({ index, name }) => ({
    id: `gpu:${index}`,
    name,
    variable: 'HIP_VISIBLE_DEVICES',
    value: String(index),
  }));
}

/**
 * Lanes for these runs. Where some need GPUs, each lane has as many as the neediest run, and no two lanes share one.
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
  const cpus = mostOf(needy, ({ needs }) => needs.cpus);
  const gpus = mostOf(needy, ({ needs }) => needs.gpus ?? 0);
  if (cpus.most > machine.cores) {
    throw new InputError(
      `${cpus.part}: expected at most the ${machine.cores} cores of this machine in program.resources.cpus, found ${cpus.most}`,
    );
  }
  const atOnce = Math.max(1, Math.floor(machine.cores / cpus.most));
  const usualOnCpu = Math.min(asked.usualOnCpu, atOnce);
  if (gpus.most === 0) {
    // Lanes on GPUs advance runs together, which these do not.
    const isForCpus =
      needy.length === all.length && asked.device === 'auto' && typeof asked.lanes !== 'object';
    return chooseLanes({ ...asked, usualOnCpu, ...(isForCpus ? { device: 'cpu' } : {}) });
  }
  return lanesWithGpus({ ...asked, usualOnCpu: atOnce }, gpus, await machine.gpus());
}

interface Most {
  readonly most: number;
  readonly part: string;
}

function mostOf(runs: readonly NeedyRun[], countOf: (run: NeedyRun) => number): Most {
  const first = runs.reduce((most, run) => (countOf(run) > countOf(most) ? run : most));
  return { most: countOf(first), part: first.part };
}

/** A lane is one of the CPU, whose programs see its GPUs alone. */
async function lanesWithGpus(
  { device, lanes, engines, usualOnCpu }: LanesAsked,
  { most, part }: Most,
  gpus: readonly OwnGpu[],
): Promise<LanePlace[]> {
  const chosen = chosenGpus(device, lanes, gpus);
  const count = Math.floor(chosen.length / most);
  if (count === 0) {
    const there = chosen.length === 0 ? 'none' : chosen.map(({ id, name }) => `${id} (${name})`).join(', ');
    throw new InputError(
      `${part}: expected ${most} ${most === 1 ? 'GPU' : 'GPUs'}, as program.resources.gpus says, found ${there}; ` +
        `GPUs are those that nvidia-smi or rocm-smi lists`,
    );
  }
  const wanted = typeof lanes === 'number' ? lanes : usualOnCpu;
  const [place] = await chooseLanes({ engines, device: 'cpu', lanes: 1, usualOnCpu: 1 });
  return Array.from({ length: Math.min(count, wanted) }, (_, i) =>
    withGpus(place!, chosen.slice(i * most, (i + 1) * most)),
  );
}

function withGpus({ engine, device }: LanePlace, gpus: readonly OwnGpu[]): LanePlace {
  const id = gpus.map((gpu) => gpu.id).join('+');
  const name = `${id} ${[...new Set(gpus.map((gpu) => gpu.name))].join(', ')}`;
  const environment = { [gpus[0]!.variable]: gpus.map(({ value }) => value).join(',') };
  return { engine, device: { ...device, id, name, environment } };
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
