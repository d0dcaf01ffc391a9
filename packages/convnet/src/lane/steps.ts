/** What a run's steps take: batches, patches and dropout, all functions of seed and iteration. */
import { BatchOrder, RandomStream } from '@ranksweep/core';
import type { ImageTask } from '@ranksweep/data';
import { imagesPerIteration } from '../kind/epochs.ts';
import type { ConvnetConfig } from '../kind/schema.ts';
import type { Batch } from '../training/options.ts';
import { drawPatches } from './patches.ts';

export class Steps {
  readonly #config: ConvnetConfig;
  readonly #images: ImageTask;
  readonly #order: BatchOrder;

  constructor(config: ConvnetConfig, images: ImageTask) {
    this.#config = config;
    this.#images = images;
    this.#order = new BatchOrder({
      samples: images.train.count,
      size: imagesPerIteration(config),
      seed: config.seed,
    });
  }

  /** Whether the update after `iteration` updates begins an epoch. */
  beginsEpoch(iteration: number): boolean {
    return iteration % this.#order.perEpoch === 0;
  }

  /**
   * The batches whose gradients the next update averages.
   * @param iteration number of updates applied before
   */
  at(iteration: number): Batch[] {
    const { size } = this.#config.batch;
    const indices = this.#order.at(iteration).slice();
    return Array.from({ length: Math.ceil(indices.length / size) }, (_, k) =>
      this.#batch(indices.subarray(k * size, (k + 1) * size), `${iteration}/${k}`),
    );
  }

  #batch(indices: Int32Array, name: string): Batch {
    const { height, width, channels, train } = this.#images;
    const { seed, model, regularizer } = this.#config;
    const images = new Float32Array(indices.length * height * width * channels);
    train.fill(indices, images);
    const labels = Uint8Array.from(indices, (index) => train.labels[index]!);
    return {
      images,
      labels,
      ...(regularizer.lambda > 0 && {
        patches: drawPatches(this.#images, regularizer, new RandomStream(seed, `patches/${name}`)),
      }),
      ...(model.kind === 'resnet' &&
        model.dropout > 0 && { dropoutSeed: new RandomStream(seed, `dropout/${name}`).integer(2 ** 48) }),
    };
  }
}
