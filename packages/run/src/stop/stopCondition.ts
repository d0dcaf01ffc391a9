/**
 * Tells when `stop.when` holds of a run. It sees the snapshots that are kept and nothing else, so that a run that goes on from what
 * is stored of it stops at the iteration at which it would have stopped without an interruption.
 */
import { errorMetric, PlateauSoFar, rankedName, RiseSoFar, SIGNIFICANT_SHARE } from '@ranksweep/core';
import type { TrajectoryChunk } from '@ranksweep/core';
import { Condition, type Value } from '@ranksweep/expression';
import { stopTerm } from './stopTerm.ts';

/** A snapshot's value of a metric; undefined if it has none. */
export type SnapshotValue = (metric: string) => number | undefined;

export interface StopConditionOptions {
  /** The metric of `plateau` by itself; undefined if it is not known. */
  readonly error: string | undefined;
}

export class StopCondition {
  /** The metrics whose earlier values count. */
  readonly metrics: readonly string[];
  readonly #condition: Condition;
  readonly #error: string | undefined;
  /** The last value of each metric. */
  readonly #last = new Map<string, number>();
  readonly #rises = new Map<string, RiseSoFar>();
  readonly #plateaus = new Map<string, PlateauSoFar>();
  #hasHeld = false;

  /** @throws InputError if the text is no condition */
  constructor(text: string, { error }: StopConditionOptions) {
    this.#condition = new Condition(text);
    this.#error = error;
    const metrics = new Set<string>();
    for (const term of this.#condition.names.map(stopTerm)) {
      if (term.kind === 'iteration' || term.kind === 'rank') continue;
      const metric = term.metric ?? error;
      if (metric === undefined) continue;
      metrics.add(metric);
      if (term.kind === 'risen') {
        metrics.add(largestOf(metric));
        this.#rises.set(metric, new RiseSoFar());
      }
      if (term.kind !== 'metric') this.#plateaus.set(metric, new PlateauSoFar());
    }
    this.metrics = [...metrics];
  }

  /** Takes in snapshots that were recorded earlier, in their order. A value that is NaN was not recorded. */
  recall({ metrics, iterations, values }: TrajectoryChunk): void {
    const columns = new Map(metrics.map((metric, m) => [metric, m * iterations.length]));
    iterations.forEach((iteration, i) => {
      this.holdsAt(iteration, (metric) => {
        const column = columns.get(metric);
        return column === undefined ? undefined : values[column + i];
      });
    });
  }

  /** Takes in a snapshot. @returns whether the condition holds there, or has held at an earlier one */
  holdsAt(iteration: number, valueOf: SnapshotValue): boolean {
    for (const metric of this.metrics) {
      const value = valueOf(metric);
      if (value === undefined || Number.isNaN(value)) continue;
      this.#last.set(metric, value);
      this.#rises.get(metric)?.add(value);
      this.#plateaus.get(metric)?.add(iteration, value);
    }
    this.#hasHeld ||= this.#condition.holds((name) => this.#meaning(name, iteration, valueOf));
    return this.#hasHeld;
  }

  #meaning(name: string, iteration: number, valueOf: SnapshotValue): Value | undefined {
    const term = stopTerm(name);
    switch (term.kind) {
      case 'iteration':
        return iteration;
      case 'metric':
        return this.#last.get(term.metric);
      case 'risen': {
        const largest = this.#last.get(largestOf(term.metric)) ?? 0;
        const isLevel = this.#plateaus.get(term.metric)!.length > 0;
        return isLevel && this.#rises.get(term.metric)!.hasRisen(largest);
      }
      case 'plateau':
        return this.#plateaus.get(term.metric ?? this.#error ?? '')?.length;
      case 'rank':
        return rankOf(term.metric, valueOf);
    }
  }
}

/** @param names what a snapshot has */
export const errorOf = (names: readonly string[], loss: string | undefined): string | undefined =>
  errorMetric(names) ?? loss;

/** `component_norm_1` of `component_norm_3`. */
function largestOf(metric: string): string {
  const ranked = rankedName(metric);
  return ranked === undefined ? metric : `${ranked.stem}_1`;
}

/** Undefined if the snapshot has none of the values. */
function rankOf(stem: string, valueOf: SnapshotValue): number | undefined {
  const largest = valueOf(`${stem}_1`);
  if (largest === undefined) return undefined;
  let count = 0;
  for (let rank = 1; ; rank++) {
    const value = valueOf(`${stem}_${rank}`);
    if (value === undefined) return count;
    if (value > SIGNIFICANT_SHARE * largest) count++;
  }
}
