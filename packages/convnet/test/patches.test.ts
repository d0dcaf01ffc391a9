/** Which patches are drawn. */
import { RandomStream } from '@ranksweep/core';
import type { Box } from '@ranksweep/data';
import { expect, it } from 'vitest';
import { drawPatches, drawSquares } from '../src/lane/patches.ts';

const regularizer = { kind: 'input-gradient', lambda: 1 } as const;
const stream = new RandomStream(3, 'test');
const many = Array.from({ length: 400 }, (_, i) => i);

const betweenOf = ([P, Q]: readonly [Box, Box]): number =>
  Math.max(Math.abs(P.top - Q.top), Math.abs(P.left - Q.left)) - P.height;

it('pairs of images are taken in either order', () => {
  const boxes = [
    { top: 0, left: 1, height: 4, width: 4 },
    { top: 0, left: 9, height: 4, width: 4 },
  ] as const;
  const drawn = many.map(() => drawPatches({ height: 4, width: 14, boxes }, regularizer, stream));
  const lefts = drawn.filter(([P]) => P === boxes[0]).length;
  expect(lefts).toBeGreaterThan(150);
  expect(lefts).toBeLessThan(250);
  for (const [P, Q] of drawn) expect(new Set([P, Q])).toEqual(new Set(boxes));
});

it('squares are anywhere in the image, at least so far apart, or just so far', () => {
  const place = { height: 9, width: 12 };
  const drawn = (patches: object): (readonly [Box, Box])[] =>
    many.map(() => drawPatches(place, { ...regularizer, patches: patches as never }, stream));
  const apart = drawn({ size: 2, distance: 3, adjacent: false });
  expect(new Set(apart.map(betweenOf))).toEqual(new Set([3, 4, 5, 6, 7, 8]));
  expect(Math.min(...apart.flat().map(({ top }) => top))).toBe(0);
  expect(Math.max(...apart.flat().map(({ left }) => left))).toBe(10);
  expect(new Set(drawn({ size: 2, distance: 3, adjacent: true }).map(betweenOf))).toEqual(new Set([3]));
});

it('squares within boxes are looked for until there are none', () => {
  const boxes = [
    { top: 0, left: 0, height: 3, width: 3 },
    { top: 0, left: 10, height: 3, width: 3 },
  ];
  const at = (distance: number) => drawSquares(boxes, { size: 3, least: distance, most: distance }, stream);
  expect(at(7)).toBeDefined();
  expect(at(6)).toBeUndefined();
});
