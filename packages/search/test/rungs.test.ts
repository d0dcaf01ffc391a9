/** Pruners: which trials go on follows from their losses and numbers, whatever the order in which they come. */
import { rungsOf, type PrunerSpec } from '@ranksweep/kinds';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../src/pruners/ladder.ts';
import { ladderOf } from '../src/pruners/pruners.ts';

const RUNGS = 3;

/** What a trial has at each rung, and after how many of them it ends by itself. */
interface Shown {
  readonly losses: readonly number[];
  readonly ends: number;
}

const trials = fc.array(
  fc.record({
    losses: fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(Infinity)), {
      minLength: RUNGS + 1,
      maxLength: RUNGS + 1,
    }),
    ends: fc.oneof({ weight: 5, arbitrary: fc.constant(RUNGS) }, { weight: 1, arbitrary: fc.nat(RUNGS) }),
  }),
  { minLength: 1, maxLength: 20 },
);

const specs: readonly PrunerSpec[] = [
  { kind: 'asha', rungs: [1, 2, 3], factor: 3 },
  { kind: 'halving', rungs: [1, 2, 3], factor: 2, bracket: 4 },
  { kind: 'median', rungs: [1, 2, 3], startup: 3 },
  { kind: 'percentile', rungs: [1, 2, 3], share: 0.3, startup: 2 },
  { kind: 'threshold', rungs: [1, 2, 3], above: 6 },
];

/** The definition of `asha`, by all that came to a rung so far, sorted anew: the rungs that each passes. */
function slowPromotions(shown: readonly Shown[], factor: number): number[] {
  const passed = shown.map(() => 0);
  let coming = shown.map((_, number) => number);
  for (let rung = 0; rung < RUNGS; rung++) {
    const lossOf = (number: number): number => {
      const { losses, ends } = shown[number]!;
      return losses[Math.min(rung, ends)]!;
    };
    const best = (among: readonly number[], count: number): number[] =>
      among
        .toSorted((a, b) => lossOf(a) - lossOf(b))
        .slice(0, count)
        .filter((one) => lossOf(one) < Infinity);
    const gone: number[] = [];
    coming.forEach((_, i) => {
      const came = coming.slice(0, i + 1);
      const waiting = came.filter((one) => !gone.includes(one));
      gone.push(...best(waiting, Math.floor(came.length / factor) - gone.length));
    });
    const atEnd = best(coming, Math.max(1, Math.floor(coming.length / factor)));
    gone.push(...atEnd.filter((one) => !gone.includes(one)));
    for (const number of gone) passed[number] = rung + 1;
    coming = gone;
  }
  return passed.map((rungs, number) => (rungs >= shown[number]!.ends ? RUNGS : rungs));
}

/** The definition of the others, by trial after trial at one rung after another: the rungs that each passes. */
function slowTwin(shown: readonly Shown[], spec: PrunerSpec): number[] {
  if (spec.kind === 'asha') return slowPromotions(shown, spec.factor);
  const passed = shown.map(() => RUNGS);
  const lossAt = ({ losses, ends }: Shown, rung: number): number => losses[Math.min(rung, ends)]!;
  for (let rung = 0; rung < RUNGS; rung++) {
    const there = shown.flatMap((_, number) => (passed[number]! >= rung ? [number] : []));
    const losses = shown.map((trial) => lossAt(trial, rung));
    for (const number of there) {
      if (shown[number]!.ends <= rung) continue; // It has ended, and goes no further.
      const [loss, others] = [losses[number]!, there.filter((other) => other !== number)];
      const earlier = others.filter((other) => other < number);
      const isBest = (peers: readonly number[], factor: number): boolean => {
        const better = peers.filter(
          (peer) => losses[peer]! < loss || (losses[peer] === loss && peer < number),
        );
        return better.length < Math.max(1, Math.floor((peers.length + 1) / factor));
      };
      const isWithin = (share: number, startup: number): boolean => {
        if (earlier.length < startup) return true;
        const sorted = earlier.map((other) => losses[other]!).toSorted((a, b) => a - b);
        const at = share * (sorted.length - 1);
        const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
        return loss <= (low === high ? low : low + (at - Math.floor(at)) * (high - low));
      };
      const goesOn = {
        halving: () =>
          isBest(
            others.filter((other) => Math.floor(other / 4) === Math.floor(number / 4)),
            2,
          ),
        median: () => isWithin(0.5, 3),
        percentile: () => isWithin(0.3, 2),
        threshold: () => loss <= 6,
      }[spec.kind]();
      if (!goesOn || loss === Infinity) passed[number] = rung - 0.5; // Came to the rung, and not beyond.
    }
  }
  return passed.map((rungs) => Math.ceil(rungs) + 0);
}

/** Tells rungs of trials one at a time, each in its own order. @returns the rungs that each passes */
function inOrder(shown: readonly Shown[], spec: PrunerSpec, choose: (open: number) => number): number[] {
  const rungs = ladderOf(spec, { sign: 1, rungs: RUNGS, trials: shown.length });
  const passed = shown.map(() => 0);
  const open = shown.map((_, number) => number);
  const take = ({ number, rung, goesOn }: Decision): void => {
    passed[number] = goesOn ? rung + 1 : rung;
    if (goesOn) open.push(number);
  };
  while (open.length > 0) {
    const [number] = open.splice(choose(open.length), 1) as [number];
    const { losses, ends } = shown[number]!;
    const rung = passed[number]!;
    if (rung >= ends) {
      rungs.ended(number, losses[ends]!);
      passed[number] = RUNGS;
    } else rungs.reached(number, losses[rung]!);
    rungs.decide().forEach(take);
  }
  return passed;
}

describe.each(specs.map((spec) => [spec.kind, spec] as const))('the pruner %s', (_, spec) => {
  it('decides by losses and numbers alone, in whatever order trials come to their rungs', () => {
    const outcomes = new Set<number>();
    fc.assert(
      fc.property(trials, fc.infiniteStream(fc.nat()), (shown, numbers) => {
        const choose = (open: number): number => numbers.next().value! % open;
        const found = inOrder(shown, spec, choose);
        found.forEach((rungs) => outcomes.add(rungs));
        expect(found).toEqual(slowTwin(shown, spec));
      }),
      { numRuns: 300 },
    );
    expect(outcomes.size).toBe(RUNGS + 1);
  });
});

describe('the rungs of a search', () => {
  it('are multiples of what is recorded, below the limit', () => {
    const rungs = (spec: PrunerSpec['rungs']) => rungsOf({ rungs: spec }, { limit: 1000, every: 25 });
    expect(rungs({ from: 40, factor: 3 })).toEqual([50, 125, 375]);
    expect(rungs({ from: 300, every: 300 })).toEqual([300, 600, 900]);
    expect(rungs([10, 20, 400, 1000])).toEqual([25, 400]);
  });
});

describe('asha', () => {
  const shownAt = (losses: readonly number[]): Shown[] =>
    losses.map((loss) => ({ losses: Array<number>(RUNGS + 1).fill(loss), ends: RUNGS }));
  const asha: PrunerSpec = { kind: 'asha', rungs: [1, 2, 3], factor: 3 };
  const first = (): number => 0;

  it('lets nobody go on before there are `factor` to choose from, and then the best that waits', () => {
    const rungs = ladderOf(asha, { sign: 1, rungs: 1, trials: 100 });
    const decided = [5, 3, 4, 9, 8, 7, 6, 1, 2].map((loss, number) => {
      rungs.reached(number, loss);
      return rungs.decide().flatMap((decision) => (decision.goesOn ? [decision.number] : []));
    });
    expect(decided).toEqual([[], [], [1], [], [], [2], [], [], [7]]);
  });

  it('has no more than twice as many go on as a single bracket, and all of these', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 40 }), (losses) => {
        const went = inOrder(shownAt(losses), asha, first).map((rungs) => rungs > 0);
        const bracket: PrunerSpec = { kind: 'halving', rungs: [1, 2, 3], factor: 3, bracket: losses.length };
        const ofBracket = inOrder(shownAt(losses), bracket, first).map((rungs) => rungs > 0);
        ofBracket.forEach((goesOn, number) => {
          if (goesOn) expect(went[number]).toBe(true);
        });
        const count = (all: readonly boolean[]): number => all.filter(Boolean).length;
        expect(count(went)).toBeLessThanOrEqual(2 * count(ofBracket));
      }),
    );
  });
});

describe('rungs', () => {
  it('close a bracket that will not be full once it is known how many trials there are', () => {
    const rungs = ladderOf(specs[1]!, { sign: 1, rungs: 1, trials: 100 });
    for (const number of [0, 1, 2]) rungs.reached(number, number);
    expect(rungs.decide()).toEqual([]);
    rungs.limit(3);
    expect(rungs.decide()).toEqual([
      { number: 0, rung: 0, loss: 0, goesOn: true },
      { number: 1, rung: 0, loss: 1, goesOn: false },
      { number: 2, rung: 0, loss: 2, goesOn: false },
    ]);
  });

  it('decide about 10,000 trials in time', () => {
    const count = 10_000;
    const rungs = ladderOf(specs[0]!, { sign: 1, rungs: 5, trials: count });
    const lossOf = (number: number): number => (number * 7919) % 10_007;
    let told = 0;
    for (let number = 0; number < count; number++) {
      const going = [number];
      for (let one = going.pop(); one !== undefined; one = going.pop()) {
        rungs.reached(one, lossOf(one));
        told++;
        const goOn = rungs.decide().filter(({ goesOn, rung }) => goesOn && rung < 4);
        going.push(...goOn.map((decision) => decision.number));
      }
    }
    expect(told).toBeGreaterThan(count);
    expect(told).toBeLessThan(2 * count);
  });

  it('a threshold looks at the metric, whichever way the search goes', () => {
    const spec: PrunerSpec = { kind: 'threshold', rungs: [1], below: 0.5 };
    const ofAccuracy = ladderOf(spec, { sign: -1, rungs: 1, trials: 2 });
    [0.4, 0.6].forEach((accuracy, number) => ofAccuracy.reached(number, -accuracy));
    expect(ofAccuracy.decide().map(({ goesOn }) => goesOn)).toEqual([false, true]);
  });
});
