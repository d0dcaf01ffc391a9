/** What a training promises beside the right numbers: the same bits from the same state, flat memory, dropout, accumulation. */
import { describe, expect, it } from 'vitest';
import {
  initialState,
  resNet,
  Training,
  type Batch,
  type ResNetOptions,
  type TrainingState,
} from '../src/index.ts';
import { dropoutMask } from '../src/training/dropoutMask.ts';
import { backendsHere, start } from './support/backends.ts';
import { hashedNumbers } from './support/formula.ts';

const image = { height: 6, width: 12, channels: 1 };
const layout: ResNetOptions = {
  stem: { channels: 4, size: 3, stride: 1, pool: true },
  stages: [
    { channels: 4, blocks: 1, stride: 1 },
    { channels: 6, blocks: 1, stride: 2 },
  ],
  bottleneck: false,
  imageChannels: 1,
};
const dropping = resNet({ ...layout, dropout: 0.3 });
const network = resNet(layout);
const optimizer = { learningRate: 0.1, momentum: 0.9, weightDecay: 0.01 };
const patches = [
  { top: 1, left: 0, height: 4, width: 4 },
  { top: 1, left: 8, height: 4, width: 4 },
] as const;

const batch = (number: number, size = 6): Batch => ({
  images: hashedNumbers(size * image.height * image.width, number),
  labels: Uint8Array.from({ length: size }, (_, i) => (i + number) % 2),
  patches,
  dropoutSeed: number,
});

const numbersOf = (state: TrainingState): number[] =>
  [...state.parameters, ...state.velocities, state.runningMean, state.runningVariance, state.totals].flatMap(
    (array) => [...array],
  );

describe.each(backendsHere)('%s', (name) => {
  const training = async (of = network, lambda = 1, state = initialState(of, 3)): Promise<Training> =>
    new Training(await start(name), { network: of, image, optimizer, lambda }, state);

  it('goes on from a state as if nothing had happened', async () => {
    const undisturbed = await training(dropping);
    for (let i = 0; i < 4; i++) undisturbed.step(batch(i));
    const first = await training(dropping);
    for (let i = 0; i < 2; i++) first.step(batch(i));
    const state = await first.state();
    const second = await training(dropping, 1, initialState(dropping, 4));
    second.step(batch(9));
    second.load(state);
    for (let i = 2; i < 4; i++) second.step(batch(i));
    expect(numbersOf(await second.state())).toEqual(numbersOf(await undisturbed.state()));
    expect(numbersOf(await second.state())).not.toEqual(numbersOf(state));
    for (const one of [undisturbed, first, second]) one.dispose();
  });

  it('takes the same memory after every step, and none after its end', async () => {
    const { tf } = await start(name);
    const tensors = (): number => tf.memory().numTensors;
    const before = tensors();
    const one = await training(dropping);
    const use = async (): Promise<number> => {
      one.step(batch(1), batch(2));
      await one.logits(batch(3).images);
      await one.gradientCosines(batch(3).images, patches);
      await one.takeTotals();
      await one.state();
      return tensors();
    };
    const after = await use();
    for (let i = 0; i < 3; i++) expect(await use()).toBe(after);
    one.dispose();
    expect(tensors()).toBe(before);
  });

  it('accumulates the gradients of batches by their numbers of images', async () => {
    // The first velocities are the gradients, and weight decay's share is the same in all.
    const velocities = async (...batches: Batch[]): Promise<number[]> => {
      const one = await training();
      one.step(...batches);
      const state = await one.state();
      one.dispose();
      return state.velocities.flatMap((array) => [...array]);
    };
    const [large, small] = [batch(1, 6), batch(2, 3)];
    const [ofLarge, ofSmall] = [await velocities(large), await velocities(small)];
    const found = await velocities(large, small);
    found.forEach((value, i) => expect(value).toBeCloseTo((2 * ofLarge[i]! + ofSmall[i]!) / 3, 5));
  });

  it('depends on what dropout drops in a step, and not in evaluation', async () => {
    const evaluated = async (dropoutSeed: number): Promise<[logits: number[], loss: number]> => {
      const one = await training(dropping);
      const logits = await one.logits(batch(1).images);
      one.step({ ...batch(1), dropoutSeed });
      const { loss } = await one.takeTotals();
      one.dispose();
      return [[...logits], loss];
    };
    const [first, again, other] = [await evaluated(1), await evaluated(1), await evaluated(2)];
    expect(again).toEqual(first);
    expect(other[0]).toEqual(first[0]);
    expect(other[1]).not.toBe(first[1]);
  });

  it('has a penalty of 0 and no NaN where the logit does not depend on the images', async () => {
    const state = initialState(network, 3);
    state.parameters[network.parameters.findIndex((one) => one.name === 'fc.weight')]!.fill(0);
    const one = await training(network, 1, state);
    expect([...(await one.gradientCosines(batch(1).images, patches))]).toEqual(Array(6).fill(0));
    one.step(batch(1));
    expect((await one.takeTotals()).penalty).toBe(0);
    expect(numbersOf(await one.state()).every(Number.isFinite)).toBe(true);
    one.dispose();
  });

  it('has a finite loss at logits that overflow an exponential', async () => {
    const state = initialState(network, 3);
    state.parameters[network.parameters.findIndex((one) => one.name === 'fc.bias')]!.fill(1000);
    const one = await training(network, 0, state);
    one.step({ ...batch(1), labels: new Uint8Array(6) });
    const { loss, accuracy } = await one.takeTotals();
    expect(loss).toBeCloseTo(1000, -1);
    expect(accuracy).toBe(0);
    expect(numbersOf(await one.state()).every(Number.isFinite)).toBe(true);
    one.dispose();
  });

  it('refuses to normalize by a single number', async () => {
    const tiny = { height: 1, width: 1, channels: 1 };
    const one = new Training(
      await start(name),
      { network, image: tiny, optimizer, lambda: 0 },
      initialState(network, 3),
    );
    const { numTensors } = (await start(name)).tf.memory();
    expect(() => one.step({ images: new Float32Array(1), labels: new Uint8Array(1) })).toThrow(
      'bn1: expected at least two numbers a channel to normalize by, found 1',
    );
    expect((await start(name)).tf.memory().numTensors).toBe(numTensors);
    one.dispose();
  });
});

describe('initial parameters', () => {
  it('are a function of the seed', () => {
    expect(numbersOf(initialState(network, 1))).toEqual(numbersOf(initialState(network, 1)));
    expect(numbersOf(initialState(network, 1))).not.toEqual(numbersOf(initialState(network, 2)));
  });

  it('are as large as the authors have them', () => {
    const colour = resNet({
      ...layout,
      stem: { channels: 64, size: 7, stride: 2, pool: true },
      imageChannels: 3,
    });
    const grey = resNet({ ...layout, stem: { channels: 64, size: 7, stride: 2, pool: true } });
    const first = (of: typeof colour): Float32Array => initialState(of, 1).parameters[0]!;
    const std = (numbers: Float32Array): number =>
      Math.sqrt(numbers.reduce((sum, value) => sum + value ** 2, 0) / numbers.length);
    // Kaiming's normal by the outputs, and PyTorch's uniform by the inputs.
    expect(std(first(colour)) / Math.sqrt(2 / (64 * 49))).toBeCloseTo(1, 1);
    expect(std(first(grey)) / (1 / Math.sqrt(3 * 49))).toBeCloseTo(1, 1);
    expect(Math.max(...first(grey))).toBeLessThan(1 / 7);
    expect(Math.max(...first(grey))).toBeGreaterThan(0.99 / 7);
  });
});

describe('dropout', () => {
  const options = { seed: 5, pass: 'first', layer: 'layer1', rate: 0.25, count: 20_001 };

  it('drops its share and scales the others up', () => {
    const mask = dropoutMask(options);
    const dropped = mask.filter((value) => value === 0).length / mask.length;
    expect(dropped).toBeCloseTo(0.25, 1.5);
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(4 / 3)]));
  });

  it('has a mask of its own for each step, pass and layer', () => {
    const others = [{ seed: 6 }, { pass: 'second' }, { layer: 'layer2' }];
    for (const other of others)
      expect(dropoutMask({ ...options, ...other })).not.toEqual(dropoutMask(options));
  });
});
