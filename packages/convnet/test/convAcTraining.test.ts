/** Circuits are trained as every network is: the penalty, its second-order gradient, evaluation without batch normalization. */
import { RandomStream } from '@ranksweep/core';
import { cpuDevice, startBackend } from '@ranksweep/engine/tfjs';
import { describe, expect, it } from 'vitest';
import { convAc, initialState, Training, type Batch, type TrainingState } from '../src/index.ts';

const image = { height: 2, width: 4, channels: 1 };
const network = convAc({
  image,
  patch: 1,
  channels: 3,
  pooling: 'checkerboard',
  poolSize: 2,
  widths: [3, 3, 3],
  init: { scheme: 'gaussian', std: 0.6 },
});
const count = 6;
const batch: Batch = {
  images: Float32Array.from(new RandomStream(0, 'images').gaussians(count * 8)),
  labels: Uint8Array.from({ length: count }, (_, i) => i % 2),
  patches: [
    { top: 0, left: 0, height: 2, width: 1 },
    { top: 0, left: 2, height: 1, width: 2 },
  ],
};
const lambda = 2;

const trainingAt = async (state: TrainingState, learningRate = 0.1): Promise<Training> =>
  new Training(
    await startBackend('tfjs-cpu', cpuDevice()),
    { network, image, lambda, optimizer: { learningRate, momentum: 0, weightDecay: 0 } },
    state,
  );

/** Loss and penalty before a step, and the parameters after it. */
async function stepFrom(state: TrainingState, learningRate?: number) {
  const training = await trainingAt(state, learningRate);
  training.step(batch);
  const { loss, penalty } = await training.takeTotals();
  const { parameters } = await training.state();
  training.dispose();
  return { objective: loss + lambda * penalty, penalty, parameters };
}

describe('training of a convolutional arithmetic circuit', () => {
  it('goes down the gradient of loss and penalty', async () => {
    const state = initialState(network, 2);
    const moved = (by: readonly (Float32Array | Float64Array)[], times: number): TrainingState => ({
      ...state,
      parameters: state.parameters.map((one, k) => one.map((value, i) => value + times * by[k]![i]!)),
    });
    const learningRate = 1;
    const { parameters, penalty } = await stepFrom(state, learningRate);
    expect(penalty).toBeGreaterThan(0.1);
    const gradient = state.parameters.map((one, k) =>
      one.map((value, i) => (value - parameters[k]![i]!) / learningRate),
    );
    const norm = Math.hypot(...gradient.flatMap((one) => [...one]));
    const along = gradient.map((one) => one.map((value) => value / norm));
    const step = 1e-3;
    const [up, down] = [await stepFrom(moved(along, step)), await stepFrom(moved(along, -step))];
    expect((up.objective - down.objective) / (2 * step) / norm).toBeCloseTo(1, 2);
  });

  it('is evaluated, and its gradients compared, without running statistics', async () => {
    const training = await trainingAt(initialState(network, 2));
    expect(await training.logits(batch.images)).toHaveLength(count);
    const cosines = await training.gradientCosines(batch.images, batch.patches!);
    const { penalty } = await stepFrom(initialState(network, 2));
    const mean = cosines.reduce((sum, cosine) => sum + Math.abs(cosine), 0) / count;
    expect(mean).toBeCloseTo(penalty, 5);
    training.dispose();
  });

  it('has cosines of 1 between patches where it has separation rank 1: one product of all patches', async () => {
    const colored = { ...image, channels: 3 };
    const flat = convAc({
      image: colored,
      patch: 1,
      channels: 0,
      pooling: 'checkerboard',
      poolSize: 8,
      widths: [1],
      init: { scheme: 'gaussian', std: 0.6 },
    });
    const training = new Training(
      await startBackend('tfjs-cpu', cpuDevice()),
      {
        network: flat,
        image: colored,
        lambda: 0,
        optimizer: { learningRate: 0.1, momentum: 0, weightDecay: 0 },
      },
      initialState(flat, 3),
    );
    const images = Float32Array.from(new RandomStream(0, 'images').gaussians(count * 24));
    for (const cosine of await training.gradientCosines(images, batch.patches!)) {
      expect(Math.abs(cosine)).toBeCloseTo(1, 5);
    }
    training.dispose();
  });
});
