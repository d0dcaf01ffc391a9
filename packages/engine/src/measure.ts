/**
 * Measures metrics of runs in a program. The quantities that they need are fetched for all runs at once; then the metrics are
 * computed.
 */
import type { MetricSet, Need } from '@ranksweep/core';
import type { Losses, Program } from './engine.ts';

export interface Measurement {
  readonly losses: Losses;
  /** Values in the order of the metric set's names. */
  readonly values: Float64Array;
}

export interface MetricRequest {
  readonly slot: number;
  /** Default: none; the losses are enough. */
  readonly metrics?: MetricSet | undefined;
}

const NOTHING: readonly Need[] = [];
const NO_VALUES = new Float64Array(0);

/** @returns a measurement for every request, in the same order; each slot may be named once */
export async function measure(program: Program, requests: readonly MetricRequest[]): Promise<Measurement[]> {
  const snapshots = await program.measure(
    requests.map(({ slot, metrics }) => ({ slot, needs: metrics?.needs ?? NOTHING })),
  );
  return snapshots.map((snapshot, i) => ({
    losses: snapshot.losses,
    values: requests[i]!.metrics?.compute(snapshot) ?? NO_VALUES,
  }));
}
