import { describe, expect, it } from 'vitest';
import { CohortSize } from '../src/lane/cohortSize.ts';

/** Sizes that a cohort has had, if `speed` tells the updates a millisecond of so many runs. */
function sizes(slots: number, speed: (runs: number) => number): number[] {
  const size = new CohortSize(slots);
  const had = [size.most];
  for (let stretch = 0; stretch < 1000; stretch++) {
    size.advanced(size.most, 10, (10 * size.most) / speed(size.most));
    if (size.most !== had.at(-1)) had.push(size.most);
  }
  return had;
}

describe('CohortSize', () => {
  it('grows as long as twice as many runs are worth it, as far as there is room', () => {
    expect(sizes(512, (runs) => runs)).toEqual([64, 128, 256, 512]);
    expect(sizes(300, (runs) => runs)).toEqual([64, 128, 256, 300]);
    expect(sizes(512, (runs) => Math.min(runs, 100))).toEqual([64, 128, 256]);
    expect(sizes(512, () => 7)).toEqual([64, 128]);
    expect(sizes(20, (runs) => runs)).toEqual([20]);
  });

  it('measures full cohorts alone', () => {
    const size = new CohortSize(512);
    for (let i = 0; i < 100; i++) size.advanced(63, 10, 1000);
    expect(size.most).toBe(64);
  });
});
