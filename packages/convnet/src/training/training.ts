/**
 * Training of a network on a backend: one step is a function of the state and of what the caller hands in. Nothing in it is
 * random, so that a training that goes on from a state has the same bits on the same backend.
 */
import type { Backend, Tensor } from '@ranksweep/engine/tfjs';
import { cosines } from '../gradients/losses.ts';
import { gradientTensors, Variable } from '../gradients/variable.ts';
import { inputGradient, withNextPatch, type Patches } from '../penalty/inputGradientPenalty.ts';
import { primitivesOf } from '../primitives/primitivesOf.ts';
import type { Primitives } from '../primitives/primitives.ts';
import { objective } from './objective.ts';
import type { Batch, Totals, TrainingOptions } from './options.ts';
import { evaluationPass } from './passes.ts';
import type { TrainingState } from './state.ts';
import { TrainedTensors } from './trainedTensors.ts';

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
   * @param batches one batch, or several whose gradients are accumulated: the update is of the mean over all their images
   * @throws InputError if a batch has one image and that leaves normalizations a single number a channel
   */
  step(...batches: readonly Batch[]): void {
    const { tf } = this.#on;
    const images = batches.reduce((sum, { labels }) => sum + labels.length, 0);
    this.#backend.compute(() => {
      const gradients = batches.reduce<Tensor[] | undefined>(
        (sums, batch) =>
          tf.tidy(() => {
            const share = batch.labels.length / images;
            const ofBatch = this.#gradients(batch).map((gradient) =>
              share === 1 ? gradient : tf.mul(gradient, share),
            );
            return sums === undefined ? ofBatch : ofBatch.map((gradient, i) => tf.add(sums[i]!, gradient));
          }),
        undefined,
      );
      this.#tensors.update(gradients ?? [], this.#options.optimizer);
    });
  }

  /** Of a batch's objective with respect to the parameters. The running statistics and the totals go on. */
  #gradients({ images, labels, patches, dropoutSeed = 0 }: Batch): Tensor[] {
    const { tf } = this.#on;
    const { network, lambda } = this.#options;
    const parameters = this.#tensors.parameters();
    const t = tf.tensor1d(Float32Array.from(labels));
    const of = objective(this.#images(images), t, { network, parameters, lambda, patches, dropoutSeed });
    of.statistics.forEach((statistics) => this.#tensors.observe(statistics));
    this.#tensors.count({
      loss: of.loss.tensor,
      penalty: of.penalty?.tensor ?? tf.scalar(0),
      accuracy: tf.mean(tf.cast(tf.equal(tf.step(of.z.tensor), t), 'float32')),
      images: labels.length,
    });
    return gradientTensors(of.value, [...parameters.values()]);
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
    const totals = await this.totals();
    this.forgetTotals();
    return totals;
  }

  /** Begins the totals again. */
  forgetTotals(): void {
    this.#backend.compute(() => this.#tensors.forgetTotals());
  }

  /** The totals so far. Reading them changes nothing. */
  async totals(): Promise<Totals> {
    const [loss, penalty, accuracy, images] = await this.#read(() => this.#tensors.totals());
    return {
      images: images!,
      loss: loss! / images!,
      accuracy: accuracy! / images!,
      penalty: penalty! / images!,
    };
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
