/** Metrics of convolutional arithmetic circuits: how much two sides of a split of their patches depend on each other. */
import {
  effectiveRank,
  InputError,
  modeSetName,
  parseRequest,
  rootOf,
  type MetricDescription,
} from '@ranksweep/core';
import { entanglementEntropy, nodeOfSplit } from '../locality/splitSpectrum.ts';
import { imageShapeOf } from './cost.ts';
import { circuitOf } from './layout.ts';
import type { ModelConfig } from './modelSchema.ts';
import type { ConvnetConfig } from './schema.ts';
import type { TaskConfig } from './taskSchema.ts';

interface SplitMetric {
  readonly unit: string;
  readonly description: string;
  /** @param singular values of the matricization, descending */
  readonly of: (singular: Float64Array) => number;
}

const metrics = {
  effective_rank: {
    unit: '1',
    description: 'exp of the entropy of the normalized singular values',
    of: effectiveRank,
  },
  entanglement_entropy: {
    unit: 'nats',
    description: 'entropy of the squared singular values divided by their sum',
    of: entanglementEntropy,
  },
} satisfies Record<string, SplitMetric>;

export const splitStems = Object.keys(metrics) as (keyof typeof metrics)[];

const split = /^(\w+)\{[\d,]+\}$/;

export const isSplitMetric = (name: string): boolean =>
  splitStems.some((stem) => stem === split.exec(name)?.[1]);

const parts = (name: string): { readonly metric: SplitMetric; readonly modes: readonly number[] } => {
  const { stem, modes = [] } = parseRequest(name);
  return { metric: metrics[stem as keyof typeof metrics], modes };
};

/** Modes of the split, numbered from 1. */
export const modesOf = (name: string): readonly number[] => parts(name).modes;

export const valueOf = (name: string, singular: Float64Array): number => parts(name).metric.of(singular);

/** Those of a circuit where nothing is said: across the first child of the root, the coarsest split. */
export function splitMetricsOf(model: ModelConfig, task: TaskConfig): string[] {
  if (model.kind !== 'conv-ac') return [];
  const { tree } = circuitOf(model, imageShapeOf(task)).factorization;
  const { modes } = tree.nodes[tree.nodes[rootOf(tree)]!.children[0]!]!;
  if (modes.length === tree.order) return [];
  return splitStems.map((stem) => `${stem}${modeSetName(modes)}`);
}

/** @throws InputError for a network that is no circuit, and for modes that it cannot be measured across */
export function requireSplitMetric(name: string, { model, task }: ConvnetConfig): void {
  if (model.kind !== 'conv-ac') {
    throw new InputError(`record.metrics: expected ${name} with the model conv-ac only, found ${model.kind}`);
  }
  nodeOfSplit(circuitOf(model, imageShapeOf(task)).factorization, modesOf(name));
}

export function describeSplitMetric(name: string): MetricDescription {
  const { unit, description } = parts(name).metric;
  return { name, unit, description };
}
