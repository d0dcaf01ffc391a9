/**
 * A cohort on the device: all of its members advance together, along the leading axis of every tensor. Its members are fixed; when
 * one enters or leaves, the others' states move into a new cohort.
 *
 * Letters: C members, P parameters of each, n observations of each, b observations in a batch.
 */
import {
  allSamples,
  endTensorPlan,
  iterationsPerEpoch,
  type DenseHead,
  type Workload,
} from '@ranksweep/core';
import type { Losses } from '../engine.ts';
import { Epoch } from '../epoch.ts';
import type { RunState } from '../state.ts';
import type { Evaluator } from './evaluators/evaluator.ts';
import type { Observed, Observer } from './evaluators/observation.ts';
import { createObserver, planEvaluator } from './evaluators/observer.ts';
import { objectiveTerms, type Targets } from './objective.ts';
import { rowSums } from './operations/sums.ts';
import { padded, ranges } from './selections.ts';
import type { Backend, Tensor } from './tensorflow.ts';
import { update, type CohortState, type Scalars } from './update.ts';

/** A run, and its state when it entered its cohort. */
export interface Run {
  readonly workload: Workload;
  readonly state: RunState;
}

/** A member of a cohort: what is not on the device. */
interface Member extends Scalars {
  readonly workload: Workload;
  /** Values of all observations, those of the test set last. */
  readonly y: Float32Array;
  /** Undefined if iterations take all observations. */
  readonly epoch: Epoch | undefined;
}

/** Observations of every member, with their values. */
interface Watched extends Targets {
  readonly observed: Observed;
  readonly counts: readonly number[];
}

/** What an iteration leaves to be read. */
interface Trace {
  /** Step sizes, (C, 1). */
  readonly steps?: Tensor | undefined;
  /** Of a batch: means of the objective and of the squared residuals, (C, 2). */
  readonly means?: Tensor | undefined;
  readonly counts: readonly number[];
}

/** Iterations between two readings of what they leave. */
const MOST_UNREAD = 256;

export class Cohort {
  readonly #backend: Backend;
  readonly #example: Workload;
  readonly #members: readonly Member[];
  readonly #observer: Observer;
  /** Observations that are evaluated together: all, or a batch. */
  readonly #size: number;
  #state: CohortState;
  /** All observations, where iterations take all of them or a target tensor has them. */
  #whole: Watched | undefined;
  #endTensors: { readonly evaluator: Evaluator; readonly cellOf: Int32Array } | undefined;

  /** @param runs of one cohort key */
  constructor(backend: Backend, runs: readonly Run[]) {
    const example = runs[0]!.workload;
    const { config, problem } = example;
    this.#backend = backend;
    this.#example = example;
    this.#members = runs.map(({ workload, state }) => ({
      workload,
      y: workload.problem.kind === 'samples' ? allSamples(workload.problem).y : workload.problem.y,
      iteration: state.iteration,
      decayPowers: [...state.decayPowers],
      flowTime: state.flowTime,
      epoch: config.batch === undefined ? undefined : new Epoch(workload, state.epoch),
    }));
    this.#size = Math.min(config.batch?.size ?? Infinity, problem.y.length);
    [this.#observer, this.#state] = backend.compute(() => [
      createObserver(
        backend,
        runs.map(({ workload }) => workload),
      ),
      this.#upload(runs.map(({ state }) => state)),
    ]);
  }

  get members(): readonly Workload[] {
    return this.#members.map(({ workload }) => workload);
  }

  /** The flow times, which the device does not know. */
  get flowTimes(): number[] {
    return this.#members.map(({ flowTime }) => flowTime);
  }

  async advance(iterations: number): Promise<void> {
    for (let done = 0; done < iterations; done += MOST_UNREAD) {
      const traces = Array.from({ length: Math.min(MOST_UNREAD, iterations - done) }, () => this.#step());
      await this.#settle(traces);
    }
  }

  async states(): Promise<RunState[]> {
    const { slots, rootMeanSquare } = this.#state;
    const rows = await this.parameters();
    const ofSlots = await Promise.all(slots.map((slot) => this.#rows(slot)));
    const roots = await this.#rows(rootMeanSquare);
    return this.#members.map(({ iteration, decayPowers, flowTime, epoch }, c) => ({
      iteration,
      meanSquare: roots[c]![0]! ** 2,
      decayPowers: [...decayPowers],
      flowTime,
      ...(epoch === undefined ? {} : { epoch: epoch.sums }),
      parameters: rows[c]!,
      slots: ofSlots.map((slot) => slot[c]!),
    }));
  }

  /** The parameters of every member, with one NaN for all, since backends differ in its bits. */
  parameters(): Promise<Float32Array[]> {
    return this.#rows(this.#state.parameters);
  }

  /** Means over the epoch so far, of every member; undefined before its first batch. */
  get epochLosses(): (Losses | undefined)[] {
    return this.#members.map(({ epoch }) => epoch?.losses);
  }

  /** Numbers of the observations in every member's last batch; 0 where there is none yet. */
  get lastBatches(): Int32Array[] {
    return this.#members.map(({ epoch, iteration }) =>
      epoch?.losses === undefined ? Int32Array.of(0) : epoch.batchBefore(iteration).slice(),
    );
  }

  /** Predictions of the training observations of every member. */
  predictions(): Promise<Float32Array[]> {
    const { problem, config } = this.#example;
    return problem.kind === 'samples' && config.batch !== undefined
      ? this.#predictionsInTurn(0, problem.y.length)
      : this.#predictions(() => this.#everything().observed);
  }

  /** Predictions of the test set of every member. */
  testPredictions(): Promise<Float32Array[]> {
    return this.#predictionsInTurn(this.#example.problem.y.length, testCount(this.#example));
  }

  /** Predictions of chosen observations of every member, and possibly more at the end of a row. */
  predictionsOf(numbers: readonly Int32Array[]): Promise<Float32Array[]> {
    const watched = this.#backend.compute(() => this.#watch(numbers));
    const predictions = this.#predictions(() => watched.observed);
    this.#forget(watched);
    return predictions;
  }

  async #predictionsInTurn(first: number, count: number): Promise<Float32Array[]> {
    const found = this.#members.map(() => new Float32Array(count));
    for (let at = 0; at < count; at += this.#size) {
      const some = Math.min(this.#size, count - at);
      const rows = await this.predictionsOf(ranges(this.#members.length, first + at, some));
      rows.forEach((row, c) => found[c]!.set(row.subarray(0, some), at));
    }
    return found;
  }

  async #predictions(of: () => Observed): Promise<Float32Array[]> {
    const predicted = this.#backend.compute(() =>
      this.#backend.tf.keep(of().predictions(this.#state.parameters)),
    );
    return rowsOf(await this.#take(predicted), this.#members.length);
  }

  /** The gradient of the objective on all observations, laid out like the parameters. */
  async gradients(): Promise<Float32Array[]> {
    const { tf } = this.#backend;
    const { loss } = this.#example.config;
    const gradient = this.#backend.compute(() => {
      const watched = this.#everything();
      const terms = (parameters: Tensor): Tensor =>
        objectiveTerms(tf, loss, watched.observed.predictions(parameters), watched);
      return tf.keep(tf.grad((parameters) => terms(parameters as Tensor))(this.#state.parameters));
    });
    return rowsOf(await this.#take(gradient), this.#members.length);
  }

  /** W_e of every member, row-major. */
  async endTensors(): Promise<Float32Array[]> {
    const C = this.#members.length;
    this.#endTensors ??= this.#backend.compute(() => {
      const plan = endTensorPlan(this.#example.network);
      const evaluator = planEvaluator(this.#backend, Array<typeof plan>(C).fill(plan));
      return { evaluator, cellOf: (plan.head as DenseHead).cellOf };
    });
    const { evaluator, cellOf } = this.#endTensors;
    const cells = this.#backend.compute(() =>
      this.#backend.tf.keep(evaluator.values(this.#state.parameters)),
    );
    return rowsOf(await this.#take(cells), C).map((values) =>
      Float32Array.from(cellOf, (cell) => values[cell]!),
    );
  }

  dispose(): void {
    this.#backend.compute(() => {
      if (this.#whole !== undefined) this.#forget(this.#whole);
      this.#endTensors?.evaluator.dispose();
      this.#observer.dispose();
      this.#backend.tf.dispose(tensorsOf(this.#state));
    });
  }

  async #rows(tensor: Tensor): Promise<Float32Array[]> {
    const values = (await tensor.data()) as Float32Array;
    return rowsOf(
      values.map((value) => (Number.isNaN(value) ? NaN : value)),
      this.#members.length,
    );
  }

  #upload(states: readonly RunState[]): CohortState {
    const { tf } = this.#backend;
    const matrix = (rows: readonly (Float32Array | Float64Array)[]): Tensor => {
      const cols = rows[0]!.length;
      const all = new Float32Array(rows.length * cols);
      rows.forEach((row, c) => all.set(row, c * cols));
      return tf.keep(tf.tensor2d(all, [rows.length, cols]));
    };
    return {
      parameters: matrix(states.map(({ parameters }) => parameters)),
      slots: states[0]!.slots.map((_, k) => matrix(states.map(({ slots }) => slots[k]!))),
      rootMeanSquare: matrix(states.map(({ meanSquare }) => Float32Array.of(Math.sqrt(meanSquare)))),
    };
  }

  /** One iteration, without waiting for its results. */
  #step(): Trace {
    const { tf } = this.#backend;
    const { loss, optimizer, batch } = this.#example.config;
    const before = this.#state;
    const trace = this.#backend.compute(() => {
      const watched = batch === undefined ? this.#everything() : this.#watch(this.#nextBatches());
      let means: Tensor | undefined;
      const terms = (parameters: Tensor): Tensor => {
        const predictions = watched.observed.predictions(parameters);
        const all = objectiveTerms(tf, loss, predictions, watched);
        if (batch !== undefined) means = tf.keep(this.#means(all, predictions, watched));
        return all;
      };
      const gradient = tf.grad((parameters) => terms(parameters as Tensor))(before.parameters);
      const { state, steps } = update(tf, optimizer, before, gradient, this.#members);
      if (batch !== undefined) this.#forget(watched);
      for (const tensor of tensorsOf(state)) tf.keep(tensor);
      if (steps !== undefined) tf.keep(steps);
      this.#state = state;
      return { steps, means, counts: watched.counts };
    });
    const kept = new Set(tensorsOf(this.#state));
    for (const tensor of tensorsOf(before)) if (!kept.has(tensor)) tensor.dispose();
    return trace;
  }

  #nextBatches(): Int32Array[] {
    return this.#members.map(({ epoch, iteration }) => epoch!.batchAt(iteration).slice());
  }

  /** (C, 2) */
  #means(terms: Tensor, predictions: Tensor, { y, weights }: Watched): Tensor {
    const { tf } = this.#backend;
    const squares = tf.mul(weights, tf.square(tf.sub(predictions, y)));
    return tf.stack(
      [terms, squares].map((all) => rowSums(tf, all)),
      1,
    );
  }

  /** Adds to the members' sums what the last iterations have left on the device. */
  async #settle(traces: readonly Trace[]): Promise<void> {
    const { samples, size } = { samples: this.#example.problem.y.length, size: this.#size };
    const perEpoch = iterationsPerEpoch({ samples, size });
    const first = this.#members.map(({ iteration }) => iteration - traces.length);
    const steps = await this.#readAll(traces.map((trace) => trace.steps));
    const means = await this.#readAll(traces.map((trace) => trace.means));
    this.#members.forEach((member, c) => {
      // Beginning an epoch, `batchAt` has dropped what the epochs before had left.
      const present = Math.floor((member.iteration - 1) / perEpoch);
      traces.forEach(({ counts }, i) => {
        if (steps !== undefined) member.flowTime += steps[i]![c]!;
        if (means === undefined || Math.floor((first[c]! + i) / perEpoch) !== present) return;
        const [objective, mse] = means[i]!.subarray(2 * c, 2 * c + 2) as unknown as [number, number];
        member.epoch!.add(counts[c]!, { objective, mse });
      });
    });
  }

  /** Reads one tensor of every iteration and releases it; undefined if they have none. */
  async #readAll(tensors: readonly (Tensor | undefined)[]): Promise<Float32Array[] | undefined> {
    const all = tensors.filter((tensor) => tensor !== undefined);
    if (all.length === 0) return undefined;
    const { tf } = this.#backend;
    const stacked = this.#backend.compute(() => tf.keep(tf.stack(all)));
    tf.dispose(all);
    const values = await this.#take(stacked);
    const each = values.length / all.length;
    return all.map((_, i) => values.subarray(i * each, (i + 1) * each));
  }

  /** Reads a tensor and releases it. */
  async #take(tensor: Tensor): Promise<Float32Array> {
    const values = (await tensor.data()) as Float32Array;
    tensor.dispose();
    return values;
  }

  #everything(): Watched {
    const count = this.#example.problem.y.length;
    return (this.#whole ??= this.#watch(ranges(this.#members.length, 0, count)));
  }

  #watch(batches: readonly Int32Array[]): Watched {
    const { tf } = this.#backend;
    const selection = padded(batches, Math.max(this.#size, batches[0]!.length));
    const n = selection.numbers[0]!.length;
    const C = this.#members.length;
    const [y, weights] = [new Float32Array(C * n), new Float32Array(C * n)];
    selection.numbers.forEach((numbers, c) => {
      const values = this.#members[c]!.y;
      const count = selection.counts[c]!;
      numbers.forEach((s, i) => {
        y[c * n + i] = values[s]!;
        weights[c * n + i] = i < count ? 1 / count : 0;
      });
    });
    return {
      observed: this.#observer.observe(selection),
      y: tf.keep(tf.tensor2d(y, [C, n])),
      weights: tf.keep(tf.tensor2d(weights, [C, n])),
      counts: selection.counts,
    };
  }

  #forget({ observed, y, weights }: Watched): void {
    observed.dispose();
    this.#backend.tf.dispose([y, weights]);
  }
}

const tensorsOf = ({ parameters, slots, rootMeanSquare }: CohortState): Tensor[] => [
  parameters,
  ...slots,
  rootMeanSquare,
];

/** The rows of a matrix, one for each of C members. */
function rowsOf(values: Float32Array, C: number): Float32Array[] {
  const cols = values.length / C;
  return Array.from({ length: C }, (_, c) => values.slice(c * cols, (c + 1) * cols));
}

const testCount = ({ problem }: Workload): number =>
  problem.kind === 'samples' ? (problem.test?.y.length ?? 0) : 0;
