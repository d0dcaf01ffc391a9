/** Reads what a task names and does not contain: the user's tensor, or images. */
import {
  planOf,
  prepareSamples,
  type FactorizationConfig,
  type Plan,
  type TaskData,
  type TensorConfig,
} from '@ranksweep/core';
import { readTarget } from './readTarget.ts';
import { isOfSamples, readSamples } from './samplesTask.ts';

/** @throws InputError if the data cannot be read, have changed, or are unsuitable */
export async function taskData(config: FactorizationConfig): Promise<TaskData> {
  if (isOfSamples(config)) return { samples: await readSamples(config) };
  const { target, dims } = (config as TensorConfig).task;
  return target.kind === 'file' ? { target: await readTarget(target, dims) } : {};
}

/**
 * How a run is computed. Images have to be read for it.
 * @throws InputError like `taskData`
 */
export async function planOfRun(config: FactorizationConfig): Promise<Plan> {
  return isOfSamples(config)
    ? prepareSamples(config, await readSamples(config)).plan
    : planOf(config as TensorConfig);
}
