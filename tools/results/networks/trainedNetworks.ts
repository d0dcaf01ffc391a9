/** Runs of networks as the page tells them: how accurate they end, and with which regularization. */
import { getPath, type RunConfig } from '@ranksweep/core';
import type { PublishedAccuracies } from '@ranksweep/experiments';
import { requireSound, type ReadOnlyStore, type SweepSummary } from '@ranksweep/store';

export interface TrainedNetwork {
  /** Of the task's axis. */
  readonly at: number;
  /** `none`, or what it is trained with: `penalty, λ = 1`, `dropout 0.3`. */
  readonly regularization: string;
  readonly lambda: number;
  readonly trainAccuracy: number;
  readonly testAccuracy: number;
}

/** Of the sweeps' runs that have ended, each once. */
export function trainedNetworks(
  store: ReadOnlyStore,
  sweeps: readonly SweepSummary[],
  axis: PublishedAccuracies['axis'],
): TrainedNetwork[] {
  const runs = sweeps.flatMap(({ id }) => store.runsOfSweep(id)).filter(({ status }) => status === 'done');
  return [...new Map(runs.map((run) => [run.runId, run])).values()].map((run) => {
    const { runId, config } = requireSound(run, store.path);
    const finals = store.finals(runId);
    return {
      at: Number(getPath(config, axis)),
      ...regularizationOf(config),
      trainAccuracy: finals.get('train_accuracy') ?? NaN,
      testAccuracy: finals.get('test_accuracy') ?? NaN,
    };
  });
}

function regularizationOf(config: RunConfig): Pick<TrainedNetwork, 'regularization' | 'lambda'> {
  const [lambda, weightDecay, dropout] = ['regularizer.lambda', 'optimizer.weightDecay', 'model.dropout'].map(
    (path) => Number(getPath(config, path)),
  ) as [number, number, number];
  const parts = [
    ...(lambda > 0 ? [`penalty, λ = ${lambda}`] : []),
    ...(weightDecay > 0 ? [`weight decay ${weightDecay}`] : []),
    ...(dropout > 0 ? [`dropout ${dropout}`] : []),
  ];
  return { regularization: parts.join(', ') || 'none', lambda };
}

export interface Mean {
  readonly mean: number;
  /** Population standard deviation. */
  readonly deviation: number;
  readonly count: number;
}

/** Undefined where there are no values. */
export function meanOf(values: readonly number[]): Mean | undefined {
  if (values.length === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance), count: values.length };
}
