/** The mode tree that a model or target configuration asks for. */
import type { HierarchicalModelConfig, TargetConfig } from '../config/schema.ts';
import { nestedModeTree, type ModeTree } from './modeTree.ts';
import { pooledModeTree } from './pooling.ts';

type TreeConfig = Pick<
  HierarchicalModelConfig | Extract<TargetConfig, { kind: 'hierarchical' }>,
  'tree' | 'pooling' | 'poolSize'
>;

/** @throws InputError when the tree does not cover the modes, or the pool sizes do not end with one node */
export function configuredModeTree(config: TreeConfig, order: number): ModeTree {
  return config.tree === undefined
    ? pooledModeTree(config.pooling, config.poolSize, order)
    : nestedModeTree(config.tree, order);
}
