import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Speed } from '../../src/views/lanes/speed.ts';

function seeing(...sights: [seconds: number, iterations: number][]): Speed {
  const speed = new Speed();
  for (const [seconds, iterations] of sights) speed.see(iterations, seconds * 1000);
  return speed;
}

it('is not known before two changes were seen', () => {
  expect(seeing().at(0)).toBeUndefined();
  expect(seeing([0, 5], [1, 5]).at(1000)).toBeUndefined();
  expect(seeing([0, 5], [1, 10]).at(1000)).toBeUndefined();
  expect(seeing([0, 5], [1, 10], [2, 20]).at(2000)).toBe(10);
});

it('is that of the last ten seconds', () => {
  const slow = Array.from({ length: 20 }, (_, i): [number, number] => [i, i]);
  const fast = Array.from({ length: 20 }, (_, i): [number, number] => [20 + i, 20 + 100 * i]);
  expect(seeing(...slow, ...fast).at(39_000)).toBe(100);
});

it('falls while nothing changes for longer than before', () => {
  const speed = seeing([0, 0], [1, 10], [2, 20], [3, 30]);
  expect(speed.at(3000)).toBe(10);
  expect(speed.at(4000)).toBe(10);
  expect(speed.at(12_000)).toBe(2);
});

it('begins anew with a run that does', () => {
  expect(seeing([0, 0], [1, 10], [2, 20], [3, 0]).at(3000)).toBeUndefined();
  expect(seeing([0, 0], [1, 10], [2, 20], [3, 0], [4, 7]).at(4000)).toBe(7);
});

it('of an even pace is that pace, however often it is looked at', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 3 }),
      (pace, gapsMs) => {
        const speed = new Speed();
        let atMs = 0;
        for (const gapMs of gapsMs) speed.see((pace * (atMs += gapMs)) / 1000, atMs);
        expect(speed.at(atMs)).toBeCloseTo(pace, 6);
      },
    ),
  );
});
