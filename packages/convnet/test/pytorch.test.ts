/** The same numbers as PyTorch in double precision, which packages/bench/peers/convnet_expected.py has written down. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Box, ImageShape, Network, ResNetLayout, SgdOptions, TrainingState } from '../src/index.ts';
import { initialState, resNet, Training } from '../src/index.ts';
import { backendsHere, fastBackendsHere, start } from './support/backends.ts';
import { hashedNumbers, hashedParameters } from './support/formula.ts';

/** Of a tensor: its norm, and the numbers at some places. */
interface Told {
  readonly norm: number;
  readonly places: readonly number[];
  readonly values: readonly number[];
}

type ToldByName = Readonly<Record<string, Told>>;

interface ExpectedStep {
  readonly loss: number;
  readonly penalty: number;
  readonly logits: readonly number[];
  readonly gradients?: ToldByName;
  readonly parameters?: ToldByName;
  readonly runningMean: ToldByName;
  readonly runningVariance: ToldByName;
  readonly evaluated: readonly number[];
  readonly evaluatedPenalty: number;
}

interface Expectation {
  readonly name: string;
  readonly layout: ResNetLayout;
  readonly image: ImageShape;
  readonly batch: number;
  readonly boxes: readonly [Box, Box];
  readonly lambda: number;
  readonly optimizer: SgdOptions;
  readonly steps: readonly ExpectedStep[];
}

const expectations = JSON.parse(
  readFileSync(new URL('expected/pytorch.json', import.meta.url), 'utf8'),
) as Expectation[];

/** Of a norm, and of a number as a share of its tensor's typical number. */
const TOLERANCE = 1e-4;

/** Of cosines after an update: there a relu may be on one side of 0 in single precision and on the other in double. */
const HELD_OUT_TOLERANCE = 1e-3;

describe.each(expectations)('$name', (expectation) => {
  const { layout, image, batch, boxes, lambda, optimizer, steps } = expectation;
  const network = resNet({ ...layout, imageChannels: image.channels });
  const pixels = batch * image.height * image.width * image.channels;
  const images = hashedNumbers(pixels, 1000).map((u) => 4 * u);
  const labels = Uint8Array.from(hashedNumbers(batch, 2000), (u) => (u > 0 ? 1 : 0));
  const isSmall = pixels < 10_000;

  describe.each(isSmall ? backendsHere : fastBackendsHere)('%s', (name) => {
    let training: Training;
    const states: TrainingState[] = [];
    const evaluated: Float32Array[] = [];
    const heldOut: number[] = [];
    const totals: { loss: number; penalty: number }[] = [];

    beforeAll(async () => {
      const state = { ...initialState(network, 1), parameters: hashedParameters(network) };
      training = new Training(await start(name), { network, image, optimizer, lambda }, state);
      for (const _ of steps) {
        training.step({ images, labels, patches: boxes });
        totals.push(await training.takeTotals());
        states.push(await training.state());
        evaluated.push(await training.logits(images));
        const cosines = await training.gradientCosines(images, boxes);
        heldOut.push(cosines.reduce((sum, cosine) => sum + Math.abs(cosine), 0) / batch);
      }
      training.dispose();
    });

    it('has the loss and the penalty of each step', () => {
      steps.forEach(({ loss, penalty }, i) => {
        expect(relative(totals[i]!.loss, loss)).toBeLessThan(TOLERANCE);
        expect(Math.abs(totals[i]!.penalty - penalty)).toBeLessThan(TOLERANCE);
      });
    });

    it('has the gradients of the first step', () => {
      // The first velocities are the gradients, with what weight decay adds to them.
      const { weightDecay } = optimizer;
      const initial = hashedParameters(network);
      const gradients = states[0]!.velocities.map((velocity, i) =>
        velocity.map((value, j) => value - weightDecay * initial[i]![j]!),
      );
      expectClose(byName(network, gradients), steps[0]!.gradients!);
    });

    it('has the parameters after the last step', () => {
      expectClose(byName(network, states.at(-1)!.parameters), steps.at(-1)!.parameters!);
    });

    it('has the running statistics of each step', () => {
      steps.forEach(({ runningMean, runningVariance }, i) => {
        expectClose(byNormalization(network, states[i]!.runningMean), runningMean);
        expectClose(byNormalization(network, states[i]!.runningVariance), runningVariance);
      });
    });

    it('has the logits and the cosines in evaluation after each step', () => {
      steps.forEach((step, i) => {
        expectClose({ logits: evaluated[i]! }, { logits: tell(step.evaluated) });
        expect(Math.abs(heldOut[i]! - step.evaluatedPenalty)).toBeLessThan(HELD_OUT_TOLERANCE);
      });
    });
  });
});

const relative = (found: number, expected: number): number => Math.abs(found - expected) / Math.abs(expected);

function normOf(numbers: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i]! ** 2;
  return Math.sqrt(sum);
}

const tell = (values: readonly number[]): Told => ({
  norm: normOf(values),
  places: [...values.keys()],
  values,
});

const byName = (network: Network, arrays: readonly Float32Array[]): Record<string, Float32Array> =>
  Object.fromEntries(network.parameters.map(({ name }, i) => [name, arrays[i]!]));

function byNormalization(network: Network, all: Float32Array): Record<string, Float32Array> {
  let begin = 0;
  return Object.fromEntries(
    network.normalizations.map(({ name, channels }) => [name, all.subarray(begin, (begin += channels))]),
  );
}

function expectClose(found: Readonly<Record<string, Float32Array>>, expected: ToldByName): void {
  expect(Object.keys(found).toSorted()).toEqual(Object.keys(expected).toSorted());
  const errors = Object.entries(expected).map(([name, { norm, places, values }]) => {
    const numbers = found[name]!;
    const typical = norm / Math.sqrt(numbers.length);
    const ofValues = values.map(
      (value, i) => Math.abs(numbers[places[i]!]! - value) / Math.max(typical, Math.abs(value)),
    );
    return { name, error: Math.max(relative(normOf(numbers), norm), ...ofValues) };
  });
  expect(errors.filter(({ error }) => !(error < TOLERANCE))).toEqual([]);
}
