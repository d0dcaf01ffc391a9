/**
 * Chooses what a run's evaluator and objective look at: all observations, or a batch. Samples can be many more than are
 * evaluated together, and those of the test set are evaluated in the same way.
 */
import { meanLoss, type Workload } from '@ranksweep/core';
import type { Losses } from '../engine.ts';
import type { Arena } from './arena.ts';
import type { Evaluator, SampleEvaluator } from './evaluator.ts';
import type { Objective } from './objective.ts';

export interface Observations {
  /** Selects a batch for the next update, by number. Default: all observations. */
  select(batch?: Int32Array): void;
  /** Exact losses over all observations. Evaluates what is needed. */
  losses(): Losses;
  /** Predictions of all observations, after `losses` or `select()` and `forward`. Valid until anything else is called. */
  predictions(): Float32Array;
  /** Predictions of the test set; other selections are lost. */
  testPredictions(): Float32Array;
}

/** The most samples that an update takes: those of a batch. 0 if the run's target is a tensor. */
export const mostSelected = ({ problem, config: { batch } }: Workload): number =>
  problem.kind === 'samples' ? Math.min(batch?.size ?? Infinity, problem.y.length) : 0;

/**
 * Samples of a run in batches that are evaluated together where no update is made: of small batches, the selections would take most of the
 * time. Four times as many are no faster.
 */
export const MEASURED_TOGETHER = 256;

export function observationsOf(
  workload: Workload,
  arena: Arena,
  evaluator: Evaluator,
  objective: Objective,
): Observations {
  return workload.problem.kind === 'samples'
    ? new SampleObservations(workload, arena, evaluator as SampleEvaluator, objective)
    : tensorObservations(workload, evaluator, objective);
}

/** All observations are evaluated in any case; a batch says which of them count. */
function tensorObservations({ problem }: Workload, evaluator: Evaluator, objective: Objective): Observations {
  const everything = numbers(0, problem.y.length);
  let isWhole = false;
  const select = (batch?: Int32Array): void => {
    if (batch !== undefined || !isWhole) objective.select(batch ?? everything);
    isWhole = batch === undefined;
  };
  return {
    select,
    losses: () => {
      select();
      evaluator.forward();
      return objective.losses();
    },
    predictions: () => objective.predictions(),
    testPredictions: () => new Float32Array(0),
  };
}

class SampleObservations implements Observations {
  readonly #workload: Workload;
  readonly #arena: Arena;
  readonly #evaluator: SampleEvaluator;
  readonly #objective: Objective;
  /** The most samples that are evaluated together: those of updates, and those of measurements. */
  readonly #most: number;
  readonly #mostMeasured: number;
  readonly #training: Int32Array;
  /** Whether the training samples are selected, all of them, as they are for every update without batches. */
  #isWhole = false;

  constructor(workload: Workload, arena: Arena, evaluator: SampleEvaluator, objective: Objective) {
    this.#workload = workload;
    this.#arena = arena;
    this.#evaluator = evaluator;
    this.#objective = objective;
    this.#most = mostSelected(workload);
    this.#mostMeasured =
      workload.config.batch === undefined ? this.#most : Math.max(this.#most, MEASURED_TOGETHER);
    this.#training = numbers(0, workload.problem.y.length);
  }

  select(batch?: Int32Array): void {
    if (batch === undefined && this.#isWhole) return;
    const samples = batch ?? this.#training;
    this.#evaluator.select(samples);
    this.#objective.select(samples);
    this.#isWhole = batch === undefined;
  }

  losses(): Losses {
    const { problem, config } = this.#workload;
    if (this.#training.length <= this.#most) {
      this.select();
      this.#evaluator.forward();
      return this.#objective.losses();
    }
    const r = this.predictions().map((value, s) => value - problem.y[s]!);
    return { objective: meanLoss(config.loss, r, problem.y), mse: meanLoss({ kind: 'mse' }, r, problem.y) };
  }

  predictions(): Float32Array {
    return this.#isWhole ? this.#values().slice() : this.#evaluated(0, this.#training.length);
  }

  testPredictions(): Float32Array {
    const { problem } = this.#workload;
    const count = (problem.kind === 'samples' && problem.test?.y.length) || 0;
    return this.#evaluated(this.#training.length, count);
  }

  #evaluated(first: number, count: number): Float32Array {
    const predictions = new Float32Array(count);
    for (let at = 0; at < count; at += this.#mostMeasured) {
      this.#evaluator.select(numbers(first + at, Math.min(this.#mostMeasured, count - at)));
      this.#isWhole = false;
      this.#evaluator.forward();
      predictions.set(this.#values(), at);
    }
    return predictions;
  }

  #values(): Float32Array {
    return this.#arena.floats(this.#evaluator.values, this.#evaluator.count);
  }
}

const numbers = (first: number, count: number): Int32Array => new Int32Array(count).map((_, i) => first + i);
