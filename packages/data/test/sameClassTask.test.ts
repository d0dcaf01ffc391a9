/** IsSameClass: what is pasted where, and the statistics of pairs. */
import fc from 'fast-check';
import { InputError } from '@ranksweep/core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  boxesOf,
  readImageSet,
  sameClassTask,
  sameClassTaskOf,
  type ImageSet,
  type ImageSource,
  type ImageTask,
  type SameClassOptions,
} from '@ranksweep/data';

const all = ({ count }: ImageSource): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

function filled(task: ImageTask, indices: Int32Array, source = task.train): Float32Array {
  const into = new Float32Array(indices.length * task.height * task.width * task.channels).fill(NaN);
  source.fill(indices, into);
  return into;
}

/** Levels of a box of one canvas, with the normalization undone; shape (height, width, channels). */
function levelsIn(task: ImageTask, image: Float32Array, box: 0 | 1, set: ImageSet): number[] {
  const { top, left, height, width } = task.boxes![box];
  const { mean, std } = set.normalization!;
  return Array.from({ length: height * width * task.channels }, (_, n) => {
    const channel = n % task.channels;
    const [row, column] = [Math.floor(n / task.channels / width), Math.floor(n / task.channels) % width];
    const value = image[((top + row) * task.width + left + column) * task.channels + channel]!;
    return (value * std[channel]! + mean[channel]!) * set.maxLevel;
  });
}

/** Images that tell their number: the red channel is the number, the green one the column, the blue one the row. */
function numbered({ count = 40, classes = 4, height = 4, width = 6 } = {}): ImageSet {
  const images = (first: number) => ({
    count,
    labels: new Uint8Array(count).map((_, i) => i % classes),
    pixels: new Uint8Array(count * height * width * 3).map((_, at) => {
      const pixel = Math.floor(at / 3) % (height * width);
      const image = first + Math.floor(at / 3 / (height * width));
      return [image, pixel % width, Math.floor(pixel / width)][at % 3]!;
    }),
  });
  return {
    name: 'numbered',
    height,
    width,
    channels: 3,
    maxLevel: 255,
    classes,
    normalization: { mean: [0.5, 0.25, 0.125], std: [0.25, 0.5, 2] },
    train: images(0),
    test: images(100),
    sha256: 'a'.repeat(64),
    from: 'here',
  };
}

const options: Omit<SameClassOptions, 'data'> = {
  canvas: [8, 32],
  distance: 10,
  train: 200,
  test: 100,
  seed: 3,
};

describe('a canvas', () => {
  it('has both images of a pair in their boxes, normalized, and zeros elsewhere', () => {
    const set = numbered();
    const task = sameClassTaskOf(set, options);
    expect(task).toMatchObject({ height: 8, width: 32, channels: 3, from: 'here', sha256: set.sha256 });
    const size = 8 * 32 * 3;
    const canvases = filled(task, all(task.train));
    for (let pair = 0; pair < task.train.count; pair++) {
      const canvas = canvases.subarray(pair * size, (pair + 1) * size);
      const [left, right] = ([0, 1] as const).map((box) => {
        const levels = levelsIn(task, canvas, box, set).map(Math.round);
        const image = levels[0]!;
        expect(levels).toEqual([...set.train.pixels.subarray(image * 72, (image + 1) * 72)]);
        return image;
      });
      expect(left! % 4 === right! % 4).toBe(task.train.labels[pair] === 1);
      const isInside = (n: number): boolean =>
        task.boxes!.some(({ top, left, height, width }) => {
          const [row, column] = [Math.floor(n / 3 / 32), Math.floor(n / 3) % 32];
          return row >= top && row < top + height && column >= left && column < left + width;
        });
      expect(canvas.every((value, n) => isInside(n) || value === 0)).toBe(true);
    }
  });

  it('of testing has test images', () => {
    const task = sameClassTaskOf(numbered(), options);
    const canvas = filled(task, Int32Array.of(17), task.test);
    expect(Math.round(levelsIn(task, canvas, 0, numbered())[0]!)).toBeGreaterThanOrEqual(100);
  });

  it('is the same whatever else is asked for, and in whatever order', () => {
    const task = sameClassTaskOf(numbered(), options);
    const several = filled(task, Int32Array.of(5, 190, 5, 0));
    const size = several.length / 4;
    for (const [k, index] of [5, 190, 5, 0].entries()) {
      expect(filled(task, Int32Array.of(index))).toEqual(several.subarray(k * size, (k + 1) * size));
    }
  });

  it('pools by averaging', () => {
    const set = numbered({ height: 4, width: 6 });
    const task = sameClassTaskOf(set, { ...options, pool: 2 });
    expect(task.boxes![0]).toMatchObject({ height: 2, width: 3 });
    const levels = levelsIn(task, filled(task, Int32Array.of(0)), 0, set);
    // Means of neighbouring columns and rows.
    const greenAndBlue = levels.filter((_, n) => n % 3 > 0);
    [0.5, 0.5, 2.5, 0.5, 4.5, 0.5, 0.5, 2.5, 2.5, 2.5, 4.5, 2.5].forEach((level, n) =>
      expect(greenAndBlue[n]).toBeCloseTo(level, 3),
    );
  });
});

describe('placement', () => {
  it.each([0, 41, 40, 80, 120, 160])("is the authors' at distance %i", (distance) => {
    const [left, right] = boxesOf(
      { name: 'cifar-10', height: 32, width: 32 },
      { canvas: [224, 224], distance },
    );
    const expected = 112 - 32 - Math.floor(distance / 2);
    expect(left).toEqual({ top: 96, left: expected, height: 32, width: 32 });
    expect(right).toEqual({ ...left, left: expected + 32 + distance });
  });

  it('keeps the distance on any canvas that has room, and refuses any other', () => {
    const sizes = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(
        sizes,
        sizes,
        sizes,
        fc.integer({ min: 1, max: 120 }),
        fc.nat(40),
        (height, width, rows, columns, distance) => {
          const place = () => boxesOf({ name: 'any', height, width }, { canvas: [rows, columns], distance });
          if (height > rows || 2 * width + distance > columns) {
            expect(place).toThrow(InputError);
            return;
          }
          const [left, right] = place();
          expect(right.left - left.left - width).toBe(distance);
          expect(left.left).toBeGreaterThanOrEqual(0);
          expect(right.left + width).toBeLessThanOrEqual(columns);
          expect(left.top).toBeGreaterThanOrEqual(0);
          expect(left.top + height).toBeLessThanOrEqual(rows);
        },
      ),
    );
  });

  it.each([
    [
      { pool: 3 },
      'pool: expected a divisor of 28 and 28, the size of the images of mnist, of at most 16; found 3',
    ],
    [{ pool: 28 }, 'of at most 16; found 28'],
    [
      { canvas: [8, 64], distance: 51 },
      'canvas: expected room for two images of 7 x 7 pixels that are 51 apart, at least [7, 65], found [8, 64]',
    ],
    [{ canvas: [6, 64] }, 'at least [7, 38], found [6, 64]'],
  ])('refuses %j', (change, message) => {
    const place = { pool: 4, canvas: [8, 64], distance: 24, ...change } as const;
    expect(() =>
      boxesOf({ name: 'mnist', height: 28, width: 28 }, place as unknown as SameClassOptions),
    ).toThrow(message);
  });
});

describe('pairs of MNIST', () => {
  let mnist: ImageSet;
  let task: ImageTask;
  beforeAll(async () => {
    mnist = await readImageSet({ set: 'mnist' });
    task = sameClassTaskOf(mnist, {
      pool: 4,
      canvas: [8, 64],
      distance: 48,
      train: 20_000,
      test: 20_000,
      seed: 0,
    });
  });

  it('a fair coin decides whether they are of one class', () => {
    for (const { labels } of [task.train, task.test]) {
      const ones = labels.reduce((sum, label) => sum + label, 0);
      // Four standard deviations of a fair coin.
      expect(Math.abs(ones - 10_000)).toBeLessThan(4 * Math.sqrt(20_000 / 4));
    }
    expect(task.train.labels).not.toEqual(task.test.labels);
  });

  it('are normalized by what everyone normalizes MNIST by', () => {
    const background = filled(task, Int32Array.of(0))[1]!;
    expect(background).toBeCloseTo(-0.1307 / 0.3081, 3);
  });

  it('depend on the seed alone, and fewer are the first of more', async () => {
    const again = await sameClassTask({
      data: { set: 'mnist', sha256: mnist.sha256 },
      pool: 4,
      canvas: [8, 64],
      distance: 0,
      train: 50,
      test: 30,
      seed: 0,
    });
    expect(again.train.labels).toEqual(task.train.labels.subarray(0, 50));
    expect(again.test.labels).toEqual(task.test.labels.subarray(0, 30));
    const other = sameClassTaskOf(mnist, {
      pool: 4,
      canvas: [8, 64],
      distance: 0,
      train: 50,
      test: 0,
      seed: 1,
    });
    expect(other.train.labels).not.toEqual(again.train.labels);
    expect(other.test.count).toBe(0);
  });
});

it('draws right images from all of a class, the left one too, and from all other classes alike', () => {
  const set = numbered({ count: 12, classes: 3, height: 1, width: 1 });
  const count = 60_000;
  const task = sameClassTaskOf(set, { ...options, canvas: [1, 2], distance: 0, train: count, test: 0 });
  const canvases = filled(task, all(task.train));
  const seen = new Map<string, number>();
  for (let pair = 0; pair < count; pair++) {
    const numbers = [0, 1].map((box) => Math.round((canvases[(pair * 2 + box) * 3]! * 0.25 + 0.5) * 255));
    seen.set(numbers.join(), (seen.get(numbers.join()) ?? 0) + 1);
  }
  for (let left = 0; left < 12; left++) {
    for (let right = 0; right < 12; right++) {
      const expected = count / 12 / 2 / (left % 3 === right % 3 ? 4 : 8);
      const found = seen.get(`${left},${right}`) ?? 0;
      expect(Math.abs(found - expected)).toBeLessThan(5 * Math.sqrt(expected));
    }
  }
});

it('asks for two classes', () => {
  const set = numbered({ count: 4, classes: 1 });
  expect(() => sameClassTaskOf(set, { ...options, test: 0 })).toThrow(
    'train: expected training images of at least two classes in here, found one class',
  );
  const empty = { ...numbered(), test: { count: 0, pixels: new Uint8Array(), labels: new Uint8Array() } };
  expect(() => sameClassTaskOf(empty, options)).toThrow(
    'test: expected test images of at least two classes in here, found no images',
  );
});
