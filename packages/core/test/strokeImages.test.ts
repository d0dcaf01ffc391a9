import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { strokeImages } from '../src/task/strokeImages.ts';

const COUNT = 1000;
const images = strokeImages(COUNT, 0);
const share = (values: ArrayLike<number>): number =>
  Array.from(values).filter((value) => value > 0).length / values.length;

describe('stroke images', () => {
  it('are 28 x 28 and binary, with as many pixels on as digits have', () => {
    expect(images.dims).toEqual(new Array(784).fill(2));
    expect(images.tuples.length).toBe(784 * COUNT);
    expect(images.tuples.every((pixel) => pixel <= 1)).toBe(true);
    expect(share(images.tuples)).toBeGreaterThan(0.1);
    expect(share(images.tuples)).toBeLessThan(0.15);
  });

  it('leave a border free and fill the middle', () => {
    const onInRow = (i: number) =>
      share(Array.from({ length: COUNT }, (_, s) => images.tuples.subarray(784 * s + 28 * i, 784 * s + 28 * (i + 1))).flatMap((row) => [...row])); // prettier-ignore
    expect(onInRow(0) + onInRow(27)).toBeLessThan(0.001);
    expect(onInRow(13)).toBeGreaterThan(0.15);
  });

  it('are of one class in ten labelled 2, and 0 otherwise', () => {
    expect(new Set(images.y)).toEqual(new Set([0, 2]));
    expect(share(images.y)).toBeGreaterThan(0.07);
    expect(share(images.y)).toBeLessThan(0.13);
  });

  it('have as few distinct rows as handwriting: of 1000 binarized digits of MNIST a row has 272 on average', () => {
    const rowOf = (s: number, i: number): string =>
      images.tuples.subarray(784 * s + 28 * i, 784 * s + 28 * (i + 1)).join('');
    const distinct = Array.from(
      { length: 28 },
      (_, i) => new Set(Array.from({ length: COUNT }, (__, s) => rowOf(s, i))).size,
    );
    const average = distinct.reduce((sum, count) => sum + count, 0) / 28;
    expect(Math.abs(average / 272 - 1)).toBeLessThan(0.25);
  });

  it('are the same everywhere, a prefix of more of the same seed, and others for another seed', () => {
    const hash = createHash('sha256').update(images.tuples).digest('hex');
    expect(hash).toBe('78d301f7801e6e2e7dfad320037a082ff66a8001e828657069e46cd01a75647d');
    expect(strokeImages(10, 0).tuples).toEqual(images.tuples.slice(0, 7840));
    expect(strokeImages(10, 1).tuples).not.toEqual(images.tuples.slice(0, 7840));
  });
});
