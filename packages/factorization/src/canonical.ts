/** The canonical form of a factorization's configuration, and what of it fixes the numbers. */
import { canonicalModel, type FactorizationConfig, type TargetConfig } from '@ranksweep/core';

/** The configuration with every default written out, those that depend on other values included. */
export function canonicalConfig(config: FactorizationConfig): FactorizationConfig {
  const { model, task } = config;
  return {
    ...config,
    model: canonicalModel(model, task.dims),
    task: { ...task, target: canonicalTarget(task.target) },
  };
}

/** A key that came later is left out where it has its default, as in configurations that are older than the key. */
function canonicalTarget(target: TargetConfig): TargetConfig {
  if (!('symmetric' in target) || target.symmetric === true) return target;
  const { symmetric: _, ...others } = target;
  return others;
}

/** A target file counts by what is in it, once that is known, not by where it lies. */
export function hashedConfig(config: FactorizationConfig): object {
  const { task } = config;
  if (task.target.kind !== 'file' || task.target.sha256 === undefined) return config;
  const { file: _, ...target } = task.target;
  return { ...config, task: { ...task, target } };
}
