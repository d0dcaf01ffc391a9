/** The environment of a program, and its arguments. */
import { NO_ITERATION_LIMIT } from '@ranksweep/core';
import type { StreamedRun } from '@ranksweep/run';
import { filledIn, parameterAt } from '../placeholders.ts';
import type { Parameter, ProgramConfig } from '../schema.ts';

/** The file descriptor that a program may report on, beside its standard output. */
const METRICS_FD = 3;

type Run = Pick<
  StreamedRun<ProgramConfig>,
  'config' | 'name' | 'attempt' | 'folder' | 'environment' | 'saved'
>;

/** The command with its placeholders filled in. */
export const argumentsOf = (run: Run): string[] =>
  run.config.program.command.map((word) => filledIn(word, valuesOf(run)));

/** What a program finds in its environment, besides that of ranksweep. */
export function environmentOf(run: Run): Record<string, string> {
  const { config, name, attempt, folder, saved } = run;
  const { program, parameters, seed, stop } = config;
  const { env = {}, resources = {} } = program;
  const own = Object.entries(env).map(([name, text]) => [name, filledIn(text, valuesOf(run))]);
  return {
    PYTHONUNBUFFERED: '1',
    ...(resources.cpus === undefined ? {} : { OMP_NUM_THREADS: String(resources.cpus) }),
    ...(resources.gpus === 0 ? WITHOUT_GPUS : run.environment),
    RANKSWEEP_PARAMETERS: JSON.stringify(parameters),
    RANKSWEEP_SEED: String(seed),
    RANKSWEEP_RUN_DIR: folder,
    ...(name === undefined ? {} : { RANKSWEEP_RUN_NAME: name }),
    RANKSWEEP_METRICS_FD: String(METRICS_FD),
    RANKSWEEP_ATTEMPT: String(attempt),
    ...(stop.maxIterations === NO_ITERATION_LIMIT
      ? {}
      : { RANKSWEEP_MAX_ITERATIONS: String(stop.maxIterations) }),
    ...(saved === undefined ? {} : checkpointOf(saved)),
    ...(Object.fromEntries(own) as Record<string, string>),
  };
}

/** A text is passed on as it is, and anything else as JSON. */
function checkpointOf({ iteration, state }: NonNullable<Run['saved']>): Record<string, string> {
  const value = JSON.parse(state) as unknown;
  return {
    RANKSWEEP_CHECKPOINT: typeof value === 'string' ? value : state,
    RANKSWEEP_CHECKPOINT_ITERATION: String(iteration),
  };
}

/** By the libraries of NVIDIA, AMD and Intel. */
const WITHOUT_GPUS = { CUDA_VISIBLE_DEVICES: '', HIP_VISIBLE_DEVICES: '', ZE_AFFINITY_MASK: '' };

const valuesOf =
  ({ config: { parameters, seed, stop }, folder }: Run) =>
  (name: string): Parameter => {
    if (name === 'seed') return seed;
    if (name === 'stop.maxIterations') return stop.maxIterations;
    if (name === 'run.folder') return folder;
    return parameterAt(parameters, name)!;
  };
