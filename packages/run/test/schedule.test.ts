import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  covers,
  isKept,
  isMeasured,
  nextKept,
  nextMeasured,
  nextMultiple,
  type Schedule,
} from '../src/driver/schedule.ts';

/** Whether a multiple of `every` is the first at or after some 10^(j / perDecade), in whole numbers. */
function isFirstAtPower(iteration: number, every: number, perDecade: number): boolean {
  // The powers j of ten with 10^j <= n^perDecade are those with 10^(j / perDecade) <= n.
  const powersUpTo = (n: number): number => (n < 1 ? 0 : String(BigInt(n) ** BigInt(perDecade)).length);
  return powersUpTo(iteration) > powersUpTo(iteration - every);
}

/** The definition, one iteration at a time. */
function slowlyKept({ every, perDecade }: Schedule, iteration: number): boolean {
  if (iteration % every !== 0) return false;
  if (iteration === 0 || perDecade === undefined) return true;
  return isFirstAtPower(iteration, every, perDecade);
}

const every = fc.integer({ min: 1, max: 60 });
const perDecade = fc.integer({ min: 1, max: 60 });
const schedule: fc.Arbitrary<Schedule> = fc.oneof(
  fc.record({ every }),
  fc.record({ every, perDecade }),
  fc.record({ every, perDecade, onChange: fc.constantFrom(0.1, 0.2) }),
);
const upTo = (last: number): number[] => Array.from({ length: last + 1 }, (_, i) => i);

describe('the schedule', () => {
  it('keeps the iterations of its definition', () => {
    expect(upTo(40).filter((i) => isKept({ every: 1, perDecade: 5 }, i))).toEqual([
      0, 1, 2, 3, 4, 7, 10, 16, 26, 40,
    ]);
    expect(upTo(400).filter((i) => isKept({ every: 25, perDecade: 5 }, i))).toEqual([
      0, 25, 50, 75, 100, 175, 275, 400,
    ]);
    fc.assert(
      fc.property(schedule, (given) => {
        for (const i of upTo(1500)) expect([i, isKept(given, i)]).toEqual([i, slowlyKept(given, i)]);
      }),
      { numRuns: 30 },
    );
  });

  it('is exact far out, at whole decades and beside them', () => {
    const near = fc.tuple(fc.integer({ min: 1, max: 11 }), fc.integer({ min: -2, max: 2 }));
    const far = fc.oneof(
      fc.integer({ min: 1, max: 1e11 }),
      near.map(([decade, beside]) => Number(`1e${decade}`) + beside),
    );
    fc.assert(
      fc.property(every, perDecade, far, (step, density, about) => {
        const given = { every: step, perDecade: density };
        const iteration = about - (about % step);
        expect(isKept(given, iteration)).toBe(slowlyKept(given, iteration));
        expect(slowlyKept(given, nextKept(given, about))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('goes from each iteration to the next that is kept, and to the next that is measured', () => {
    fc.assert(
      fc.property(schedule, fc.nat(3000), (given, from) => {
        const kept = nextKept(given, from);
        const measured = nextMeasured(given, from);
        for (let i = from + 1; i <= kept; i++) expect(isKept(given, i)).toBe(i === kept);
        for (let i = from + 1; i <= measured; i++) expect(isMeasured(given, i)).toBe(i === measured);
        expect(measured).toBeLessThanOrEqual(kept);
      }),
      { numRuns: 100 },
    );
  });

  it('measures at every multiple where it looks for changes, and else only what it keeps', () => {
    expect(nextMeasured({ every: 25, perDecade: 1, onChange: 0.1 }, 1000)).toBe(1025);
    expect(nextMeasured({ every: 25, perDecade: 1 }, 1000)).toBe(10_000);
    expect(nextMeasured({ every: 25 }, 1000)).toBe(1025);
  });

  it('holds for the densest and the longest', () => {
    expect(nextKept({ every: 1, perDecade: 10_000 }, 2 ** 53 - 1)).toBeGreaterThanOrEqual(2 ** 53 - 1);
    expect(nextKept({ every: 1, perDecade: 10_000 }, 10)).toBe(11);
    expect(nextKept({ every: 1, perDecade: 1 }, 1e14)).toBe(1e15);
    expect(nextKept({ every: 25, perDecade: 3 }, 1e15 - 1)).toBe(1e15);
  });
});

it('finds the next multiple', () => {
  fc.assert(
    fc.property(fc.nat(1000), every, (iteration, step) => {
      const next = nextMultiple(iteration, step);
      expect([next % step, next > iteration, next - step <= iteration]).toEqual([0, true, true]);
    }),
  );
});

describe('covers', () => {
  it.each<[boolean, Schedule, Schedule]>([
    [true, { every: 25 }, { every: 50 }],
    [false, { every: 50 }, { every: 25 }],
    [true, { every: 25 }, { every: 25, perDecade: 50 }],
    [true, { every: 25 }, { every: 50, perDecade: 50, onChange: 0.1 }],
    [false, { every: 25, perDecade: 50 }, { every: 25 }],
    [true, { every: 25, perDecade: 50 }, { every: 25, perDecade: 10 }],
    [false, { every: 25, perDecade: 50 }, { every: 25, perDecade: 20 }],
    [false, { every: 25, perDecade: 50 }, { every: 50, perDecade: 50 }],
    [false, { every: 25, perDecade: 50 }, { every: 25, perDecade: 50, onChange: 0.1 }],
    [true, { every: 25, perDecade: 50, onChange: 0.1 }, { every: 25, perDecade: 50 }],
    [true, { every: 25, perDecade: 50, onChange: 0.1 }, { every: 25, perDecade: 50, onChange: 0.2 }],
    [false, { every: 25, perDecade: 50, onChange: 0.2 }, { every: 25, perDecade: 50, onChange: 0.1 }],
    [false, { every: 25, perDecade: 50, onChange: 0.1 }, { every: 25 }],
  ])('is %s for %j recorded and %j wanted', (expected, recorded, wanted) => {
    expect(covers(recorded, wanted)).toBe(expected);
  });

  it('promises no iteration that is not kept', () => {
    const dense = fc.record({
      every: fc.integer({ min: 1, max: 6 }),
      perDecade: fc.constantFrom(4, 8, 12, 24),
    });
    fc.assert(
      fc.property(fc.oneof(schedule, dense), fc.oneof(schedule, dense), (recorded, wanted) => {
        fc.pre(covers(recorded, wanted));
        for (const i of upTo(1500))
          if (isKept(wanted, i)) expect([i, isKept(recorded, i)]).toEqual([i, true]);
      }),
      { numRuns: 50 },
    );
  });
});
