/** The canonical form of a factorization's configuration, and the part of it that fixes the numbers. */
import { canonicalModel, type FactorizationConfig, type TargetConfig } from '@ranksweep/core';

/** The configuration with every default written out, including defaults that depend on other values. */
export function canonicalConfig(config: FactorizationConfig): FactorizationConfig {
  const { model, task } = config;
  return {
    ...config,
    model: canonicalModel(model, task.dims),
    task: { ...task, target: canonicalTarget(task.target) },
  };
}

/** A key that was added later is left out if it has its default, so that it hashes like a configuration older than the key. */
function canonicalTarget(target: TargetConfig): TargetConfig {
  if (!('symmetric' in target) || target.symmetric === true) return target;
  const { symmetric: _, ...others } = target;
  return others;
}

/** A target file is identified by its contents, once they are known, and not by its path. */
export function hashedConfig(config: FactorizationConfig): object {
  const { task } = config;
  if (task.target.kind !== 'file' || task.target.sha256 === undefined) return config;
  const { file: _, ...target } = task.target;
  return { ...config, task: { ...task, target } };
}
