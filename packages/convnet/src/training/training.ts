/**
 * Training of a network on a backend: one step is a function of the state and of what the caller hands in. Nothing in it is
 * random, so that a training that goes on from a state has the same bits on the same backend.
 */
import type { Backend, Tensor } from '@ranksweep/engine/tfjs';
import { binaryCrossEntropy, cosines, plus } from '../gradients/losses.ts';
import { gradientTensors, Variable } from '../gradients/variable.ts';
import type { ImageShape, Network } from '../network/network.ts';
import {
  inputGradient,
  inputGradientPenalty,
  withNextPatch,
  type Patches,
  type Seen,
} from '../penalty/inputGradientPenalty.ts';
import { primitivesOf } from '../primitives/primitivesOf.ts';
import type { Primitives } from '../primitives/primitives.ts';
import { TrainedTensors } from './trainedTensors.ts';
import { evaluationPass, trainingPass, type TrainingPass } from './passes.ts';
import type { TrainingState } from './state.ts';

export interface SgdOptions {
  readonly learningRate: number;
  readonly momentum: number;
  /** Added to the gradient, times the parameter. */
  readonly weightDecay: number;
}

export interface TrainingOptions {
  readonly network: Network;
  readonly image: ImageShape;
  readonly optimizer: SgdOptions;
  /** The factor of the penalty. Where it is 0, no penalty is computed. */
  readonly lambda: number;
}

/** Images with labels, and what of a step is drawn. */
export interface Batch {
  /** (B, H, W, C) */
  readonly images: Float32Array;
  /** (B), 0 or 1 */
  readonly labels: Uint8Array;
  /** Which the penalty takes. Without them, a batch has none. */
  readonly patches?: Patches | undefined;
  /** Integer in [0, 2^48); for networks with dropout. */
  readonly dropoutSeed?: number | undefined;
}

/** Means over the images since they were last taken. */
export interface Totals {
  readonly images: number;
  readonly loss: number;
  readonly accuracy: number;
  /** Without lambda. */
  readonly penalty: number;
}

export class Training {
  readonly #backend: Backend;
  readonly #options: TrainingOptions;
  readonly #on: Primitives;
  readonly #tensors: TrainedTensors;

  constructor(backend: Backend, options: TrainingOptions, state: TrainingState) {
    this.#backend = backend;
    this.#options = options;
    this.#on = primitivesOf(backend);
    this.#tensors = new TrainedTensors(this.#on, options.network, state);
  }

  /**
   * One update of the parameters.
   * @param batches one batch, or several whose gradients are accumulated: of the mean over all their images
   */
  step(...batches: readonly Batch[]): void {
    const { optimizer } = this.#options;
    const images = batches.reduce((sum, { labels }) => sum + labels.length, 0);
    this.#backend.compute(() => {
      const { tf } = this.#on;
      let sums: Tensor[] | undefined;
      for (const batch of batches) {
        const share = batch.labels.length / images;
        const gradients = tf.tidy(() => {
          const ofBatch = this.#gradients(batch);
          const scaled = share === 1 ? ofBatch : ofBatch.map((gradient) => tf.mul(gradient, share));
          return sums === undefined ? scaled : scaled.map((gradient, i) => tf.add(sums![i]!, gradient));
        });
        sums = gradients;
      }
      this.#tensors.update(sums!, optimizer);
    });
  }

  /** Of the batch's mean loss; the running statistics and the totals go on. */
  #gradients(batch: Batch): Tensor[] {
    const { tf } = this.#on;
    const { network, lambda } = this.#options;
    const parameters = this.#tensors.parameters();
    const pass = (name: string): TrainingPass =>
      trainingPass(parameters, { seed: batch.dropoutSeed ?? 0, pass: name });
    const first = pass('first');
    const x = this.#images(batch.images);
    const z = network.logits(x, first);
    this.#tensors.observe(first.statistics);
    const t = tf.tensor1d(Float32Array.from(batch.labels));
    const loss = binaryCrossEntropy(z, t);
    let objective = loss;
    let penalty: Variable | undefined;
    if (lambda !== 0 && batch.patches !== undefined) {
      const [P, Q] = batch.patches;
      const second = pass('second');
      const mixed = withNextPatch(x, Q);
      const seen: Seen = { x: mixed, z: network.logits(mixed, second) };
      this.#tensors.observe(second.statistics);
      penalty = inputGradientPenalty({ x, z }, seen, P);
      objective = plus(loss, penalty, lambda);
    }
    const correct = tf.sum(tf.cast(tf.equal(tf.step(z.tensor), t), 'float32'));
    this.#tensors.count([
      tf.mul(loss.tensor, batch.labels.length),
      penalty === undefined ? tf.scalar(0) : tf.mul(penalty.tensor, batch.labels.length),
      correct,
      tf.scalar(batch.labels.length),
    ]);
    return gradientTensors(objective, [...parameters.values()]);
  }

  /**
   * In evaluation mode.
   * @param images (B, H, W, C)
   * @returns (B)
   */
  async logits(images: Float32Array): Promise<Float32Array> {
    return this.#read(() => {
      const { network } = this.#options;
      return network.logits(this.#images(images), this.#evaluationPass()).tensor;
    });
  }

  /**
   * The cosines of the penalty, in evaluation mode, so that each image's gradient is its own.
   * @param images (B, H, W, C)
   * @returns (B)
   */
  async gradientCosines(images: Float32Array, [P, Q]: Patches): Promise<Float32Array> {
    return this.#read(() => {
      const { network } = this.#options;
      const pass = this.#evaluationPass();
      const x = this.#images(images);
      const mixed = withNextPatch(x, Q);
      const gradientAt = (of: Variable): Variable => inputGradient({ x: of, z: network.logits(of, pass) }, P);
      return cosines(gradientAt(x), gradientAt(mixed));
    });
  }

  /** Reads the totals, and begins them again. */
  async takeTotals(): Promise<Totals> {
    const sums = await this.#read(() => this.#tensors.totals());
    this.#backend.compute(() => this.#tensors.forgetTotals());
    const [loss, penalty, correct, images] = sums as unknown as [number, number, number, number];
    return { images, loss: loss / images, accuracy: correct / images, penalty: penalty / images };
  }

  state(): Promise<TrainingState> {
    return this.#tensors.read();
  }

  load(state: TrainingState): void {
    this.#backend.compute(() => this.#tensors.write(state));
  }

  /** Releases the memory. */
  dispose(): void {
    this.#tensors.dispose();
  }

  #images(numbers: Float32Array): Variable {
    const { height, width, channels } = this.#options.image;
    const B = numbers.length / (height * width * channels);
    return new Variable(this.#on, this.#on.tf.tensor4d(numbers, [B, height, width, channels]));
  }

  #evaluationPass() {
    return evaluationPass(this.#tensors.parameters(), this.#tensors.running());
  }

  async #read(compute: () => Tensor): Promise<Float32Array> {
    const tensor = this.#backend.compute(() => this.#on.tf.keep(compute()));
    const numbers = (await tensor.data()) as Float32Array;
    tensor.dispose();
    return numbers;
  }
}
