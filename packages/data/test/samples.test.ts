/** What becomes of images: grey levels, labels, what is random, and subsets. */
import { describe, expect, it } from 'vitest';
import { greyLevels, labelledSamples, readImageSet, samplesOf } from '@ranksweep/data';

const digits = await readImageSet({ set: 'digits' });
const plain = { levels: 2, randomize: 'none' } as const;

it('rounds grey levels to the nearest, halves upwards', () => {
  for (const [maxLevel, levels] of [
    [255, 2],
    [16, 2],
    [255, 4],
    [16, 17],
    [255, 256],
  ] as const) {
    for (const [p, level] of greyLevels(maxLevel, levels)
      .subarray(0, maxLevel + 1)
      .entries()) {
      expect(level).toBe(Math.round((p / maxLevel) * (levels - 1)));
    }
  }
  expect(greyLevels(16, 2).subarray(7, 10)).toEqual(Uint8Array.of(0, 1, 1));
  expect(greyLevels(255, 2).subarray(127, 129)).toEqual(Uint8Array.of(0, 1));
});

it('keeps original images and labels in their order', () => {
  const { train, test } = labelledSamples(digits, plain, 7);
  expect(train.labels).toEqual(digits.train.labels);
  expect(test.tuples).toEqual(digits.test.pixels.map((p) => (p >= 8 ? 1 : 0)));
});

it('makes the label the one value, and all others the other', () => {
  const task = { ...plain, label: 3, train: 50, test: 20 };
  const { dims, tuples, y, test } = samplesOf(digits, task, { seed: 1, values: [2, 0] });
  const { train, test: testSamples } = labelledSamples(digits, task, 1);
  expect(dims).toEqual(new Array<number>(64).fill(2));
  expect(tuples).toEqual(train.tuples);
  expect(y).toEqual(Float32Array.from(train.labels, (label) => (label === 3 ? 2 : 0)));
  expect(test?.y).toEqual(Float32Array.from(testSamples.labels, (label) => (label === 3 ? 2 : 0)));
});

describe('random labels', () => {
  const { train, test } = labelledSamples(digits, { ...plain, randomize: 'labels' }, 1);

  it('are a permutation, within training and within testing', () => {
    expect(train.labels.toSorted()).toEqual(digits.train.labels.toSorted());
    expect(test.labels.toSorted()).toEqual(digits.test.labels.toSorted());
    expect(train.labels).not.toEqual(digits.train.labels);
    expect(train.tuples).toEqual(labelledSamples(digits, plain, 1).train.tuples);
  });

  it('are permuted in another way for testing than for training', () => {
    const twice = { ...digits, test: digits.train };
    const { train, test } = labelledSamples(twice, { ...plain, randomize: 'labels' }, 1);
    expect(train.labels).not.toEqual(test.labels);
  });

  it('agree with the original ones as often as chance has it', () => {
    const agreeing = train.labels.filter((label, s) => label === digits.train.labels[s]).length;
    // 150 on average; the standard deviation is 12.
    expect(agreeing).toBeGreaterThan(90);
    expect(agreeing).toBeLessThan(210);
  });
});

describe.each([2, 3, 16])('random images of %i levels', (levels) => {
  const task = { levels, randomize: 'images' } as const;
  const { train, test } = labelledSamples(digits, task, 1);

  it('have uniform pixels, and original labels', () => {
    const counts = new Array<number>(levels).fill(0);
    for (const level of train.tuples) counts[level]!++;
    const expected = train.tuples.length / levels;
    for (const count of counts) expect(Math.abs(count - expected)).toBeLessThan(6 * Math.sqrt(expected));
    expect(train.labels).toEqual(digits.train.labels);
  });

  it('differ between training and testing, and between seeds', () => {
    expect(train.tuples.subarray(0, test.tuples.length)).not.toEqual(test.tuples);
    expect(labelledSamples(digits, task, 2).train.tuples).not.toEqual(train.tuples);
    expect(labelledSamples(digits, task, 1).train.tuples).toEqual(train.tuples);
  });
});

it('a subset has images with their own labels, each once', () => {
  const pairs = (train?: number): string[] => {
    const { tuples, labels } = labelledSamples(digits, { levels: 17, randomize: 'none', train }, 5).train;
    return Array.from(labels, (label, s) => `${tuples.subarray(s * 64, (s + 1) * 64).join()} ${label}`);
  };
  const subset = pairs(200);
  expect(new Set(subset).size).toBe(200);
  const all = new Set(pairs());
  expect(subset.filter((pair) => !all.has(pair))).toEqual([]);
});

describe.each(['none', 'images', 'labels'] as const)('a subset, random: %s,', (randomize) => {
  it('is the beginning of every larger one', () => {
    const of = (train: number) => labelledSamples(digits, { levels: 2, randomize, train, test: 0 }, 5);
    const [few, more] = [of(40), of(300)];
    expect(few.train.tuples).toEqual(more.train.tuples.subarray(0, 40 * 64));
    expect(few.train.labels).toEqual(more.train.labels.subarray(0, 40));
    expect(few.test.labels).toHaveLength(0);
  });
});
