/** What is told and drawn of images, against the published counts, a slow twin, and the drawing itself. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contactSheet, labelledSamples, readImageSet, summarize } from '@ranksweep/data';

const names = (classes: number): string[] => Array.from({ length: classes }, (_, label) => String(label));

describe('the summary of MNIST, rounded to two levels,', () => {
  it('has the counts of patterns that were recomputed in C', async () => {
    const set = await readImageSet({ set: 'mnist' });
    const { train, test } = labelledSamples(set, { levels: 2, randomize: 'none' }, 0);
    const summary = summarize({ ...set, levels: 2 }, { names: names(10), train, test });
    expect(summary.patterns).toEqual([
      { height: 2, width: 2, blocks: 196, total: 2372, most: 16 },
      { height: 4, width: 4, blocks: 49, total: 48_369, most: 3338 },
      { height: 7, width: 7, blocks: 16, total: 199_506, most: 45_094 },
      { height: 1, width: 28, blocks: 28, total: 83_854, most: 5748 },
    ]);
    expect(summary.labels[6]).toMatchObject({ label: 6, train: 5918, test: 958 });
    expect(summary.levelShares[1]).toBeCloseTo(0.1323, 4);
  });
});

/** Random images and labels. */
const seen = fc
  .record({
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    levels: fc.constantFrom(2, 3, 7, 256),
    count: fc.integer({ min: 1, max: 12 }),
  })
  .chain(({ height, width, levels, count }) =>
    fc.record({
      height: fc.constant(height),
      width: fc.constant(width),
      levels: fc.constant(levels),
      // Few pixels that are not 0, so that images have patterns in common.
      tuples: fc.uint8Array({
        minLength: count * height * width,
        maxLength: count * height * width,
        max: levels - 1,
      }),
      mask: fc.uint8Array({ minLength: 81, maxLength: 81, max: 1 }),
      labels: fc.uint8Array({ minLength: count, maxLength: count, max: 2 }),
    }),
  )
  .map(({ tuples, mask, ...grid }) => ({
    ...grid,
    tuples: tuples.map((level, i) => level * mask[i % (grid.height * grid.width)]! * (i % 5 === 0 ? 1 : 0)),
  }));

it('patterns are counted as if each were written out', () => {
  fc.assert(
    fc.property(seen, ({ tuples, labels, height, width, levels }) => {
      const summary = summarize(
        { height, width, levels },
        {
          names: names(3),
          train: { tuples, labels },
          test: { tuples: new Uint8Array(), labels: new Uint8Array() },
        },
      );
      const images = Array.from(labels, (_, s) =>
        tuples.subarray(s * height * width, (s + 1) * height * width),
      );
      const patterns = (top: number, left: number, rows: number, columns: number): number =>
        new Set(
          images.map((image) =>
            image
              .filter((_, p) => {
                const [row, column] = [Math.floor(p / width), p % width];
                return row >= top && row < top + rows && column >= left && column < left + columns;
              })
              .join(),
          ),
        ).size;
      expect(summary.distinctImages).toBe(patterns(0, 0, height, width));
      for (const { height: rows, width: columns, ...found } of summary.patterns) {
        const counts: number[] = [];
        for (let top = 0; top < height; top += rows) {
          for (let left = 0; left < width; left += columns) counts.push(patterns(top, left, rows, columns));
        }
        expect(found).toEqual({
          blocks: counts.length,
          total: counts.reduce((sum, count) => sum + count, 0),
          most: Math.max(...counts),
        });
      }
      for (const { label, train, levelShares } of summary.labels) {
        const own = images.filter((_, s) => labels[s] === label);
        expect(train).toBe(own.length);
        const pixels = own.flatMap((image) => [...image]);
        for (const [level, share] of levelShares.entries()) {
          const count = pixels.filter((found) => found === level).length;
          expect(share).toBeCloseTo(pixels.length === 0 ? 0 : count / pixels.length, 12);
        }
      }
    }),
    { numRuns: 60 },
  );
});

it('large images are told apart by any of their pixels', () => {
  const size = 81;
  const images = Array.from({ length: size + 1 }, (_, s) =>
    // The first is black, and each of the others has one other pixel.
    new Uint8Array(size).fill(255).map((level, p) => (p === s - 1 ? level - 1 : level)),
  );
  const seen = {
    tuples: Uint8Array.from(images.flatMap((image) => [...image])),
    labels: new Uint8Array(size + 1),
  };
  const summary = summarize({ height: 9, width: 9, levels: 256 }, { names: ['0'], train: seen, test: seen });
  expect(summary.distinctImages).toBe(size + 1);
});

/** The squares of `size` that a path fills, by row and column; its rectangles are `M x y h length v size h -length z`. */
function filled(path: string, size: number): Set<string> {
  const squares = new Set<string>();
  for (const [, x, y, length, height, back] of path.matchAll(/M(\d+) (\d+)h(\d+)v(\d+)h-(\d+)z/g)) {
    expect([Number(height), Number(back)]).toEqual([size, Number(length)]);
    for (let dx = 0; dx < Number(length); dx += size) squares.add(`${y},${Number(x) + dx}`);
  }
  return squares;
}

describe('a contact sheet', () => {
  const sheet = contactSheet({
    title: 'a & <b>\u0007',
    rows: [
      { title: 'one', images: [Uint8Array.of(0, 2, 2, 2, 0, 1)] },
      { title: 'none', images: [] },
    ],
    height: 2,
    width: 3,
    levels: 3,
  });

  it('has every pixel as a square of its grey', () => {
    const paths = Array.from(sheet.matchAll(/<path fill="([^"]*)" d="([^"]*)"\/>/g), ([, ...path]) => path);
    expect(paths.map(([fill]) => fill)).toEqual(['#fff', 'rgb(128,128,128)', 'rgb(0,0,0)']);
    // 56 pixels for 3, rounded up.
    const size = 19;
    const [x, y] = /M(\d+) (\d+)h57v38h-57z/.exec(paths[0]![1]!)!.slice(1).map(Number) as [number, number];
    const at = (row: number, column: number): string => `${y + row * size},${x + column * size}`;
    expect(filled(paths[1]![1]!, size)).toEqual(new Set([at(1, 2)]));
    expect(filled(paths[2]![1]!, size)).toEqual(new Set([at(0, 1), at(0, 2), at(1, 0)]));
  });

  it('is sound XML, whatever names are in it', () => {
    expect(sheet).toContain('>a &amp; &lt;b>\ufffd</text>');
    expect(sheet).toContain('>none</text>');
  });
});
