/** The metrics that runs record: their names and meanings. */
import {
  derivedNames,
  dimsOf,
  describeMetric as describe,
  meaningOf,
  meaningOfDerived,
  metricSet,
  networkOf,
  parseRequest,
  recordsTheory,
  type FactorizationConfig,
  type MetricDescription,
  type TaskConfig,
} from '@ranksweep/core';
import type { RecordedNames } from '@ranksweep/run';
import { canonicalConfig } from './canonical.ts';
import { remembered } from './remembered.ts';

/** @throws InputError for a metric that does not exist or that the model does not have */
export const recordedNames: (config: FactorizationConfig) => RecordedNames = remembered(
  ({ model, loss, optimizer, record, batch, task }) => [model, loss, optimizer, record, batch, shapeOf(task)],
  (asked) => {
    const config = canonicalConfig(asked);
    const network = networkOf(config.model, dimsOf(config.task));
    const { names: atSnapshots, atEnd } = metricSet(config, network);
    const derived = derivedNames(config, network, [...atSnapshots, ...atEnd.names]);
    return { atSnapshots, atEnd: atEnd.names, derived };
  },
);

/** What metrics depend on: its kind, dimensions, and what it is tested on. */
const shapeOf = (task: TaskConfig): unknown =>
  task.kind === 'samples' ? { ...task, label: 0, seed: 0 } : [task.kind, task.dims];

/** The theory's metrics. Runs derive them if these are requested and the run follows gradient flow. */
export const derivableNames = (config: FactorizationConfig): readonly string[] =>
  recordedNames({
    ...config,
    batch: undefined,
    record: { ...config.record, theory: true },
    optimizer: { kind: 'sgd', learningRate: 1, momentum: 0 },
  }).derived;

/** Theory that is asked for of runs that do not follow gradient flow. */
export function unheeded({ record, optimizer, batch }: FactorizationConfig): string[] {
  if (record.theory !== true || recordsTheory({ record, optimizer, batch })) return [];
  const why =
    batch === undefined
      ? `steps of ${optimizer.kind === 'sgd' ? 'sgd with momentum' : optimizer.kind} do not follow gradient flow`
      : 'steps on batches do not follow the gradient of the whole objective';
  return [`record.theory adds nothing, since ${why}.`];
}

/** Unit and meaning of a column, for the `metrics` table; undefined if no factorization has it. */
export function describeMetric(name: string): MetricDescription | undefined {
  const { stem } = parseRequest(name);
  return isDerived(stem) || meaningOf(stem) !== '' ? describe(name) : undefined;
}

/** Whether the theory derives the metric from a trajectory. */
export const isDerived = (name: string): boolean => meaningOfDerived(name) !== undefined;
