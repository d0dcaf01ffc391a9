/** The mode tree that a model or target configuration asks for. */
import { nestedModeTree, type ModeTree } from './modeTree.ts';
import { pooledModeTree } from './pooling.ts';
import type { NestedTree, PoolingPattern } from './schema.ts';

interface TreeConfig {
  readonly pooling: PoolingPattern;
  readonly poolSize: number | readonly number[];
  readonly tree?: NestedTree | undefined;
}

/** @throws InputError if the tree does not cover the modes, or the pool sizes do not end with one node */
export function configuredModeTree(config: TreeConfig, order: number): ModeTree {
  return config.tree === undefined
    ? pooledModeTree(config.pooling, config.poolSize, order)
    : nestedModeTree(config.tree, order);
}
