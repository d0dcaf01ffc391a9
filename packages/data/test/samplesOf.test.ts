import { describe, expect, it } from 'vitest';
import type { Images } from '../src/imageSet.ts';
import { greyLevels, samplesOf } from '../src/samples/samplesOf.ts';

const PIXELS = 6;

function images(count: number, from = 0): Images {
  const pixels = new Uint8Array(count * PIXELS).map((_, p) => (p * 37 + from) % 256);
  return { pixels, labels: new Uint8Array(count).map((_, i) => (i + from) % 10), count };
}

const set = { height: 2, width: 3, maxLevel: 255, train: images(200), test: images(50, 3) };
const whole = { levels: 2, label: 3, randomize: 'none' } as const;
const options = { seed: 7, values: [2, 0] } as const;

describe('samples of images', () => {
  it('are all images in their order, pixels rounded to levels, labels told from all others', () => {
    const { dims, tuples, y, test } = samplesOf(set, whole, options);
    expect(dims).toEqual([2, 2, 2, 2, 2, 2]);
    expect([...tuples]).toEqual(Array.from(set.train.pixels, (p) => Math.round(p / 255)));
    expect([...y]).toEqual(Array.from(set.train.labels, (label) => (label === 3 ? 2 : 0)));
    expect([...test!.tuples]).toEqual(Array.from(set.test.pixels, (p) => Math.round(p / 255)));
    expect([...test!.y]).toEqual(Array.from(set.test.labels, (label) => (label === 3 ? 2 : 0)));
  });

  it('have the values that the loss wants', () => {
    const { y } = samplesOf(set, whole, { ...options, values: [1, -1] });
    expect([...y]).toEqual(Array.from(set.train.labels, (label) => (label === 3 ? 1 : -1)));
  });

  it('of a subset are part of those of a larger one', () => {
    for (const randomize of ['none', 'images', 'labels'] as const) {
      const [few, more] = [20, 90].map((train) => samplesOf(set, { ...whole, randomize, train }, options));
      expect(few!.y).toHaveLength(20);
      expect(few!.tuples).toEqual(more!.tuples.subarray(0, 20 * PIXELS));
      expect(few!.y).toEqual(more!.y.subarray(0, 20));
    }
    const { tuples } = samplesOf(set, { ...whole, train: 20 }, options);
    expect(tuples).not.toEqual(samplesOf(set, whole, options).tuples.subarray(0, 20 * PIXELS));
    expect(tuples).not.toEqual(samplesOf(set, { ...whole, train: 20 }, { ...options, seed: 8 }).tuples);
  });

  it('with random labels keep the images and the number of each label, within training and test', () => {
    const plain = samplesOf(set, whole, options);
    const random = samplesOf(set, { ...whole, randomize: 'labels' }, options);
    expect(random.tuples).toEqual(plain.tuples);
    expect(random.y).not.toEqual(plain.y);
    expect([...random.y].sort()).toEqual([...plain.y].sort());
    expect(random.test!.y).not.toEqual(plain.test!.y);
    expect([...random.test!.y].sort()).toEqual([...plain.test!.y].sort());
  });

  it.each([2, 3, 4])(
    'with random images have %d levels, all equally often, and the labels as they are',
    (levels) => {
      const large = { ...set, train: images(5000) };
      const { tuples, y, test } = samplesOf(large, { ...whole, levels, randomize: 'images' }, options);
      expect(y).toEqual(samplesOf(large, { ...whole, levels }, options).y);
      const counts = new Array<number>(levels).fill(0);
      for (const level of tuples) counts[level]!++;
      const mean = tuples.length / levels;
      counts.forEach((count) => expect(Math.abs(count - mean)).toBeLessThan(5 * Math.sqrt(mean)));
      // Neighbouring pixels are independent: pairs are equally often, too.
      const pairs = new Array<number>(levels * levels).fill(0);
      for (let p = 0; p < tuples.length; p += 2) pairs[tuples[p]! * levels + tuples[p + 1]!]!++;
      const meanOfPairs = tuples.length / 2 / levels ** 2;
      pairs.forEach((count) =>
        expect(Math.abs(count - meanOfPairs)).toBeLessThan(5 * Math.sqrt(meanOfPairs)),
      );
      expect(test!.tuples).not.toEqual(tuples.subarray(0, test!.tuples.length));
    },
  );

  it('round grey levels to the nearest of the levels asked for', () => {
    const to = (max: number, levels: number) => [...greyLevels(max, levels).subarray(0, max + 1)];
    expect(to(16, 2)).toEqual([...new Array<number>(8).fill(0), ...new Array<number>(9).fill(1)]);
    expect(to(16, 4).indexOf(1)).toBe(3); // 3 / 16 * 3 = .56
    for (const levels of [2, 4, 256]) {
      expect(to(255, levels)).toEqual(
        Array.from({ length: 256 }, (_, p) => Math.round((p / 255) * (levels - 1))),
      );
    }
  });
});
