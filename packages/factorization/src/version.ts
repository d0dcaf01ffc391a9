/**
 * Which configurations mean something else today than they once did. Their hashes carry the version of the meaning, so that runs
 * stored earlier are not taken for what they say today; all other configurations keep the hashes that they always had.
 *
 * Version 2 of a configuration differs from version 1 where
 * - the mode tree of the model has a unary node above an interior node: once their two matrices were drawn from one stream;
 * - `half` pools three nodes or more a window, in the model or in the target: once a window was of evenly spaced nodes.
 */
import type {
  PoolingPattern,
  HierarchicalModelConfig,
  ModelConfig,
  FactorizationConfig,
  TargetConfig,
} from '@ranksweep/core';

/** From 1, which a configuration has whose meaning never changed. */
export function trajectoryVersion({ model, task }: FactorizationConfig): 1 | 2 {
  const ofModel = pooledLayers(model, task.dims.length);
  const ofTarget = pooledLayers(task.target, task.dims.length);
  const hadEqualMatrices = hasUnaryAboveInterior(ofModel);
  return hadEqualMatrices || hadOtherWindows(ofModel) || hadOtherWindows(ofTarget) ? 2 : 1;
}

/** n nodes, pooled by windows of P. */
interface Layer {
  readonly pooling: PoolingPattern;
  readonly n: number;
  readonly P: number;
}

/** Empty where no pattern makes the tree. */
const pooledLayers = (part: ModelConfig | TargetConfig, order: number): Layer[] =>
  part.kind === 'hierarchical' && part.tree === undefined ? layersOf(part, order) : [];

/**
 * From the leaves upward, as far as the pool sizes go. A stored text that another program has changed is hashed as it stands, and may
 * lack what has a default.
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
