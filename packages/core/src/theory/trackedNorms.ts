/** The norms whose growth the theory speaks of, by the names of their metrics. */
import type { ModelConfig, OptimizerConfig, FactorizationRecordConfig } from '../config/schema.ts';
import type { Network } from '../factorization/network.ts';
import { interiorNodes } from '../modeTree/modeTree.ts';
import { namedNodes } from '../modeTree/nodeNames.ts';
import { followsGradientFlow } from '../reference/optimizer.ts';

export interface TrackedNorm {
  /** Stem of the ranked metric: `singular_value`, `component_norm`, `local_component_norm{1,2}`. */
  readonly stem: string;
  /** L: of how many factors or vectors it is a product. */
  readonly L: number;
}

/** Singular values of the end matrix, components, or local components at every interior node. */
export function trackedNorms(kind: ModelConfig['kind'], network: Network): TrackedNorm[] {
  if (network.kind === 'chain') return [{ stem: 'singular_value', L: network.parameters.length }];
  const { tree, matrixOf } = network;
  return namedNodes(tree, interiorNodes(tree)).map(({ nu, name }) => ({
    stem: kind === 'cp' ? 'component_norm' : `local_component_norm${name}`,
    L: tree.nodes[nu]!.children.length + (matrixOf[nu] === undefined ? 0 : 1),
  }));
}

/** Whether the theory stands beside what a run records: it was asked for, and the optimizer's steps are gradient flow's. */
export const recordsTheory = (config: {
  readonly record: FactorizationRecordConfig;
  readonly optimizer: OptimizerConfig;
}): boolean => config.record.theory === true && followsGradientFlow(config.optimizer);

/** Metrics that a run records for the sake of the theory. */
export const THEORY_METRICS: Readonly<Record<ModelConfig['kind'], readonly string[]>> = {
  matrix: ['singular_value', 'unbalancedness', 'flow_time', 'gamma_singular_value'],
  cp: [
    'component_norm',
    'unbalancedness',
    'flow_time',
    'gamma_component_norm',
    'unbalancedness_component_norm',
  ],
  hierarchical: [
    'local_component_norm',
    'unbalancedness',
    'flow_time',
    'gamma_local_component_norm',
    'unbalancedness_local_component_norm',
  ],
};
