/** The state of a training as tensors of a backend. */
import type { Tensor } from '@ranksweep/engine/tfjs';
import type { BatchStatistics } from '../gradients/normalization.ts';
import { Variable } from '../gradients/variable.ts';
import type { Network } from '../network/network.ts';
import type { Primitives } from '../primitives/primitives.ts';
import type { SgdOptions } from './options.ts';
import { TOTALS, type TrainingState } from './state.ts';

/** Of the running statistics, the share that a batch replaces. */
const SHARE = 0.1;

/** Of a batch: means over its images, and their number. */
export interface MeansOfBatch {
  readonly loss: Tensor;
  readonly penalty: Tensor;
  readonly accuracy: Tensor;
  readonly images: number;
}

interface Kept {
  parameters: Tensor[];
  velocities: Tensor[];
  runningMean: Tensor;
  runningVariance: Tensor;
  totals: Tensor;
}

export class TrainedTensors {
  readonly #on: Primitives;
  readonly #network: Network;
  #kept: Kept;

  constructor(on: Primitives, network: Network, state: TrainingState) {
    this.#on = on;
    this.#network = network;
    this.#kept = this.#tensorsOf(state);
  }

  /** The parameters by name. */
  parameters(): Map<string, Variable> {
    return new Map(
      this.#network.parameters.map(({ name }, i) => [
        name,
        new Variable(this.#on, this.#kept.parameters[i]!),
      ]),
    );
  }

  /** Running statistics by the normalization's name. */
  running(): (name: string) => BatchStatistics {
    const { normalizations } = this.#network;
    const channels = normalizations.map((one) => one.channels);
    // Of a network without normalizations there is nothing to split, and nobody asks.
    const split = (all: Tensor): Tensor[] => (channels.length === 0 ? [] : this.#on.tf.split(all, channels));
    const [means, variances] = [split(this.#kept.runningMean), split(this.#kept.runningVariance)];
    return (name) => {
      const i = normalizations.findIndex((one) => one.name === name);
      return { mean: means[i]!, variance: variances[i]! };
    };
  }

  /**
   * v = momentum v + gradient + weightDecay w, w = w - learningRate v, as PyTorch's SGD.
   * @param gradients in the order of the parameters
   */
  update(gradients: readonly Tensor[], { learningRate, momentum, weightDecay }: SgdOptions): void {
    const { tf } = this.#on;
    gradients.forEach((gradient, i) => {
      const [w, v] = [this.#kept.parameters[i]!, this.#kept.velocities[i]!];
      const [nextW, nextV] = tf.tidy(() => {
        const decayed = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(w, weightDecay));
        const velocity = tf.add(tf.mul(v, momentum), decayed);
        return [tf.sub(w, tf.mul(velocity, learningRate)), velocity] as const;
      }) as [Tensor, Tensor];
      this.#kept.parameters[i] = this.#replace(w, nextW);
      this.#kept.velocities[i] = this.#replace(v, nextV);
    });
  }

  /** Brings the running statistics nearer to a batch's: as PyTorch's. */
  observe(statistics: ReadonlyMap<string, BatchStatistics>): void {
    const { tf } = this.#on;
    const inOrder = this.#network.normalizations.map(({ name }) => statistics.get(name)!);
    if (inOrder.length === 0) return;
    const nearer = (running: Tensor, ofBatch: Tensor[]): Tensor =>
      this.#replace(
        running,
        tf.tidy(() => tf.add(tf.mul(running, 1 - SHARE), tf.mul(tf.concat(ofBatch), SHARE))),
      );
    this.#kept.runningMean = nearer(
      this.#kept.runningMean,
      inOrder.map(({ mean }) => mean),
    );
    this.#kept.runningVariance = nearer(
      this.#kept.runningVariance,
      inOrder.map(({ variance }) => variance),
    );
  }

  /** Adds a batch to the totals. */
  count({ images, ...means }: MeansOfBatch): void {
    const { tf } = this.#on;
    const next = tf.tidy(() => {
      const ofBatch = { ...means, images: tf.scalar(1) };
      return tf.add(this.#kept.totals, tf.mul(tf.stack(TOTALS.map((name) => ofBatch[name])), images));
    });
    this.#kept.totals = this.#replace(this.#kept.totals, next);
  }

  totals(): Tensor {
    return this.#kept.totals.clone();
  }

  forgetTotals(): void {
    this.#kept.totals = this.#replace(this.#kept.totals, this.#on.tf.zerosLike(this.#kept.totals));
  }

  async read(): Promise<TrainingState> {
    const numbers = async (tensor: Tensor): Promise<Float32Array> => (await tensor.data<'float32'>()).slice();
    const { parameters, velocities, runningMean, runningVariance, totals } = this.#kept;
    return {
      parameters: await Promise.all(parameters.map(numbers)),
      velocities: await Promise.all(velocities.map(numbers)),
      runningMean: await numbers(runningMean),
      runningVariance: await numbers(runningVariance),
      totals: await numbers(totals),
    };
  }

  write(state: TrainingState): void {
    this.dispose();
    this.#kept = this.#tensorsOf(state);
  }

  dispose(): void {
    const { parameters, velocities, runningMean, runningVariance, totals } = this.#kept;
    for (const tensor of [...parameters, ...velocities, runningMean, runningVariance, totals])
      tensor.dispose();
  }

  #replace(old: Tensor, next: Tensor): Tensor {
    old.dispose();
    return this.#on.tf.keep(next);
  }

  #tensorsOf(state: TrainingState): Kept {
    const { tf } = this.#on;
    const kept = (numbers: Float32Array, shape: readonly number[] = [numbers.length]): Tensor =>
      // A copy: backends may keep the array itself.
      tf.keep(tf.tensor(numbers.slice(), [...shape]));
    const shaped = (arrays: readonly Float32Array[]): Tensor[] =>
      arrays.map((numbers, i) => kept(numbers, this.#network.parameters[i]!.shape));
    return {
      parameters: shaped(state.parameters),
      velocities: shaped(state.velocities),
      runningMean: kept(state.runningMean),
      runningVariance: kept(state.runningVariance),
      totals: kept(state.totals),
    };
  }
}
