/** The canonical form of a configuration, and the part of it that fixes the numbers. */
import { given } from '@ranksweep/core';
import { pathfinderParameters } from '@ranksweep/data';
import { inIterations } from './epochs.ts';
import { layoutOf } from './layout.ts';
import type { ModelConfig } from './modelSchema.ts';
import type { ConvnetConfig, RegularizerConfig } from './schema.ts';
import type { PathfinderConfig, TaskConfig } from './taskSchema.ts';

export const defaultPatches = { size: 2, distance: 0, adjacent: false } as const;

/** The configuration with every default written out, including defaults that depend on other values. */
export const canonicalConfig = (config: ConvnetConfig): ConvnetConfig =>
  inIterations({
    ...config,
    model: canonicalModel(config.model),
    task: config.task.kind === 'pathfinder' ? canonicalPathfinder(config.task) : config.task,
    regularizer: canonicalRegularizer(config),
  });

function canonicalModel(model: ModelConfig): ModelConfig {
  if (model.kind === 'conv-ac' || model.depth !== undefined || model.widths === undefined) return model;
  const { stem, stages, bottleneck } = layoutOf(model);
  const [blocks, strides] = [stages.map((stage) => stage.blocks), stages.map(({ stride }) => stride)];
  return { ...model, stem, blocks, strides, bottleneck };
}

/** Parameters that do not fit each other stay as they are written. `problems` says what is wrong with them. */
function canonicalPathfinder({ kind, train, test, seed, ...asked }: PathfinderConfig): PathfinderConfig {
  const counts = given({ train, test, seed });
  try {
    return { kind, ...pathfinderParameters(given(asked)), ...counts };
  } catch {
    return { kind, ...asked, ...counts };
  }
}

function canonicalRegularizer({ regularizer, task }: ConvnetConfig): RegularizerConfig {
  const { patches = defaultPatches, ...others } = regularizer;
  return task.kind === 'pathfinder' ? { ...others, patches } : regularizer;
}

/**
 * Sets of images are identified by their contents, once they are known, a network of a known depth by its numbers, and without a
 * penalty it does not matter which patches it would take.
 */
export function hashedConfig({ model, task, regularizer, ...config }: ConvnetConfig): object {
  const { lambda } = regularizer;
  return {
    ...config,
    model:
      model.kind === 'conv-ac' ? model : { kind: model.kind, dropout: model.dropout, ...layoutOf(model) },
    task: hashedTask(task),
    regularizer: lambda === 0 ? { lambda } : regularizer,
  };
}

function hashedTask(task: TaskConfig): object {
  if (task.kind !== 'is-same-class' || task.data.sha256 === undefined) return task;
  return { ...task, data: { sha256: task.data.sha256 } };
}
