/** Epochs: passes over a run's observations. Configurations may tell their length and their snapshots by them. */
import { iterationsPerEpoch as perEpoch, type FactorizationConfig } from '@ranksweep/core';
import type { KeyPair } from '@ranksweep/run';
import { completeTask } from './samplesTask.ts';

/** The keys that count in iterations, and those that count in epochs. */
export const unitsOfLength = [
  ['stop.maxIterations', 'stop.maxEpochs'],
  ['record.every', 'record.everyEpochs'],
] as const satisfies readonly KeyPair[];

/** How many observations a run has; undefined while its images are not known. */
export const observationCount = ({ task }: FactorizationConfig): number | undefined =>
  task.kind === 'samples' ? completeTask(task).train : task.observed;

/** Iterations of one pass over the observations; undefined if there are no batches, or the images are not known. */
export function iterationsPerEpoch(config: FactorizationConfig): number | undefined {
  const samples = observationCount(config);
  if (config.batch === undefined || samples === undefined) return undefined;
  return perEpoch({ samples, size: config.batch.size });
}

/** The configuration with its epochs told in iterations, where that is known. */
export function inIterations(config: FactorizationConfig): FactorizationConfig {
  const { maxEpochs, ...stop } = config.stop;
  const { everyEpochs, ...record } = config.record;
  if (maxEpochs === undefined && everyEpochs === undefined) return config;
  const epoch = config.batch === undefined ? 1 : iterationsPerEpoch(config);
  if (epoch === undefined) return config;
  return {
    ...config,
    stop: maxEpochs === undefined ? stop : { ...stop, maxIterations: maxEpochs * epoch },
    record: everyEpochs === undefined ? record : { ...record, every: everyEpochs * epoch },
  };
}
