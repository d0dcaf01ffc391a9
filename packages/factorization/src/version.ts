/**
 * Tells which configurations mean something else today than they once did. Their hashes include the version of the meaning, so
 * that runs stored earlier are not taken for runs of today's meaning. All other configurations keep their hashes.
 *
 * Version 2 of a configuration differs from version 1 if
 * - the mode tree of the model has a unary node above an interior node: their two matrices used to be drawn from one stream;
 * - `half` pools three nodes or more per window, in the model or in the target: a window used to consist of evenly spaced nodes.
 */
import type {
  PoolingPattern,
  HierarchicalModelConfig,
  ModelConfig,
  FactorizationConfig,
  TargetConfig,
} from '@ranksweep/core';

/** The version, from 1. Version 1 means that the configuration's meaning never changed. */
export function trajectoryVersion({ model, task }: FactorizationConfig): 1 | 2 {
  if (task.kind === 'samples') return 1; // It is younger than the changes.
  const ofModel = pooledLayers(model, task.dims.length);
  const ofTarget = pooledLayers(task.target, task.dims.length);
  const hadEqualMatrices = hasUnaryAboveInterior(ofModel);
  return hadEqualMatrices || hadOtherWindows(ofModel) || hadOtherWindows(ofTarget) ? 2 : 1;
}

/** The number of windows of n nodes, pooled by P. */
interface Layer {
  readonly pooling: PoolingPattern;
  readonly n: number;
  readonly P: number;
}

/** Empty if no pattern makes the tree. */
const pooledLayers = (part: ModelConfig | TargetConfig, order: number): Layer[] =>
  part.kind === 'hierarchical' && part.tree === undefined ? layersOf(part, order) : [];

/**
 * From the leaves upward, as far as the pool sizes go. A stored text that another program has changed is hashed as it is, and may
 * lack keys that have a default.
 */
function layersOf(
  { pooling = 'checkerboard', poolSize = [] }: Partial<Pick<HierarchicalModelConfig, 'pooling' | 'poolSize'>>,
  order: number,
): Layer[] {
  const layers: Layer[] = [];
  for (let n = order; n > 1;) {
    const P = typeof poolSize === 'number' ? poolSize : poolSize[layers.length];
    if (P === undefined) break;
    layers.push({ pooling, n, P });
    n = Math.ceil(n / P);
  }
  return layers;
}

const hasUnaryAboveInterior = (layers: readonly Layer[]): boolean =>
  layers.some(({ n, P }, height) => height > 0 && n % P === 1);

/** A single window is the same in every pattern. */
const hadOtherWindows = (layers: readonly Layer[]): boolean =>
  layers.some(({ pooling, n, P }) => pooling === 'half' && P > 2 && n > P);
