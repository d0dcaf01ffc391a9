/** The canonical form of a factorization's configuration, and the part of it that fixes the numbers. */
import {
  canonicalModel,
  knownDims,
  type FactorizationConfig,
  type TargetConfig,
  type TaskConfig,
} from '@ranksweep/core';
import { inIterations } from './epochs.ts';
import { completeTask } from './samplesTask.ts';

/** The configuration with every default written out, including defaults that depend on other values. */
export function canonicalConfig(config: FactorizationConfig): FactorizationConfig {
  const task = canonicalTask(config.task);
  const dims = knownDims(task);
  const model = dims === undefined ? config.model : canonicalModel(config.model, dims);
  return inIterations({ ...config, model, task });
}

const canonicalTask = (task: TaskConfig): TaskConfig =>
  task.kind === 'samples' ? completeTask(task) : { ...task, target: canonicalTarget(task.target) };

/** A key that was added later is left out if it has its default, so that it hashes like a configuration older than the key. */
function canonicalTarget(target: TargetConfig): TargetConfig {
  if (!('symmetric' in target) || target.symmetric === true) return target;
  const { symmetric: _, ...others } = target;
  return others;
}

/** Files and sets of images are identified by their contents, once they are known, and not by path or name. */
export function hashedConfig(config: FactorizationConfig): object {
  const { task } = config;
  if (task.kind === 'samples') {
    const { sha256 } = task.data;
    return sha256 === undefined ? config : { ...config, task: { ...task, data: { sha256 } } };
  }
  if (task.target.kind !== 'file' || task.target.sha256 === undefined) return config;
  const { file: _, ...target } = task.target;
  return { ...config, task: { ...task, target } };
}
