import { RandomStream } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { lineState, type LineState, type LineTrial, type Outcome } from '../../src/boundary/bets.ts';
import { BoundaryLine } from '../../src/boundary/boundaryLine.ts';
import { BoundaryConfidence } from '../../src/boundary/confidence.ts';
import { Psychometric } from '../../src/boundary/psychometric.ts';

const LEVELS = 16;
const options = { levels: LEVELS, confidence: 0.8, trials: 40, within: 1, parallel: 1 };

/** The probability that the outcome holds at a level. */
type Curve = (level: number) => number;

const logistic =
  (boundary: number, width: number): Curve =>
  (level) =>
    1 / (1 + Math.exp(-(level - boundary) / width));

/** Another draw for every trial, the same whatever the order. */
const drawn = (curve: Curve, seed: number, level: number, number: number): boolean =>
  new RandomStream(seed, `line/${number}`).uniform() < curve(level);

interface Played {
  readonly state: LineState;
  readonly levels: readonly number[];
}

/** @param order which of the trials under way ends next */
function play(
  own: typeof options,
  outcomeOf: (level: number, number: number) => Outcome,
  order: RandomStream,
): Played {
  const line = new BoundaryLine(own);
  const trials: LineTrial[] = [];
  const open: number[] = [];
  for (;;) {
    const level = line.ask();
    if (level !== undefined) {
      open.push(trials.length);
      trials.push({ level, outcome: undefined });
      // Sometimes another one ends before the next is asked for.
      if (order.uniform() < 0.5) continue;
    }
    const [number] = open.splice(order.integer(open.length), 1);
    if (number === undefined)
      return { state: lineState(own, trials), levels: trials.map((trial) => trial.level) };
    const outcome = outcomeOf(trials[number]!.level, number);
    trials[number] = { ...trials[number]!, outcome };
    line.tell(number, outcome);
  }
}

const playOne = (curve: Curve, seed: number, own: Partial<typeof options> = {}): Played =>
  play(
    { ...options, ...own },
    (level, number) => drawn(curve, seed, level, number),
    new RandomStream(seed, 'order'),
  );

describe('search of a boundary along a line', () => {
  it('finds a sharp one with fewer than a tenth of the runs of a grid of ten seeds', () => {
    const many = 32;
    let runs = 0;
    for (let boundary = 0; boundary <= many; boundary++) {
      const { state, levels } = playOne((level) => (level < boundary ? 0 : 1), boundary, { levels: many });
      expect([state.least, state.estimate, state.most]).toEqual([boundary, boundary, boundary]);
      runs += levels.length;
    }
    expect(runs / (many + 1)).toBeLessThan((many * 10) / 10);
  });

  // What is promised holds for every curve that passes one half once, and so for flat ones, lopsided ones and ones with outliers.
  const curves: Readonly<Record<string, (boundary: number) => Curve>> = {
    sharp: (boundary) => logistic(boundary, 0.05),
    sloping: (boundary) => logistic(boundary, 1),
    flat: (boundary) => logistic(boundary, 4),
    lopsided: (boundary) => (level) => (level < boundary ? 0.45 : 0.99),
    'with outliers': (boundary) => (level) => (level < boundary ? 0.2 : 0.8),
  };
  for (const [name, curveAt] of Object.entries(curves)) {
    it(`covers the boundary as often as it says, or more: ${name}`, () => {
      const studies = 150;
      let missed = 0;
      for (let seed = 0; seed < studies; seed++) {
        const boundary = new RandomStream(seed, `boundary/${name}`).uniform() * (LEVELS + 1) - 0.5;
        const truth = Math.min(LEVELS, Math.max(0, Math.ceil(boundary)));
        const { state } = playOne(curveAt(boundary), seed);
        if (truth < state.least || truth > state.most) missed++;
      }
      // 0.2 of 150 is 30; with a deviation of 5, more than 45 would be no accident.
      expect(missed).toBeLessThanOrEqual(45);
    });
  }

  it('asks for the same whatever the order in which trials end', () => {
    const curve = logistic(6.3, 1);
    for (const parallel of [1, 2, 4]) {
      const played = Array.from({ length: 6 }, (_, i) =>
        play(
          { ...options, parallel, trials: 25 },
          (level, number) => drawn(curve, 5, level, number),
          new RandomStream(i, 'another order'),
        ),
      );
      expect(new Set(played.map((one) => JSON.stringify(one))).size).toBe(1);
    }
  });

  it('has several levels tried at once, and not one level by all', () => {
    const line = new BoundaryLine({ ...options, parallel: 4 });
    const levels = Array.from({ length: 4 }, () => line.ask());
    expect(line.ask()).toBeUndefined();
    expect(new Set(levels).size).toBeGreaterThan(1);
  });

  it('passes over trials that failed, and ends when it has made as many as it may', () => {
    const { state, levels } = play({ ...options, trials: 10 }, () => 'failed', new RandomStream(0, 'order'));
    expect(levels).toHaveLength(10);
    expect(state).toMatchObject({ least: 0, most: LEVELS });
  });

  it('says that an outcome which holds nowhere has its boundary beyond', () => {
    expect(playOne(() => 0, 1).state).toMatchObject({ least: LEVELS, most: LEVELS });
    expect(playOne(() => 1, 1).state).toMatchObject({ least: 0, most: 0 });
  });
});

describe('capital', () => {
  it('is won against every boundary by an outcome that falls', () => {
    const confidence = new BoundaryConfidence(LEVELS, 0.8);
    for (let i = 0; i < 10; i++) confidence.add({ level: 0, holds: true });
    expect(confidence.range()).toEqual({ least: 0, most: 0 });
    for (let i = 0; i < 60; i++) confidence.add({ level: LEVELS - 1, holds: false });
    expect(confidence.isContradicted).toBe(true);
    expect(confidence.range()).toEqual({ least: 0, most: LEVELS });
  });

  it('does not grow against a true boundary, however many runs there are', () => {
    // Where every run is a toss of a coin, every boundary is true. Of the two that one level has, the range shows which are given up.
    const stream = new RandomStream(0, 'tosses');
    const studies = 200;
    let givenUp = 0;
    for (let study = 0; study < studies; study++) {
      const bets = new BoundaryConfidence(1, 0.8);
      for (let run = 0; run < 1000; run++) bets.add({ level: 0, holds: stream.uniform() < 0.5 });
      const { least, most } = bets.range();
      givenUp += bets.isContradicted ? 2 : 1 - (most - least);
    }
    // It may be 0.2 of them. A gain of one in a hundred a bet would make it nearly all.
    expect(givenUp).toBeLessThanOrEqual(0.2 * 2 * studies);
    expect(givenUp).toBeGreaterThan(0);
  });
});

describe('model', () => {
  it('expects one half before anything is known, in the middle', () => {
    expect(new Psychometric(15).predict(7)).toBeCloseTo(0.5, 12);
  });

  it('learns as Bayes has it', () => {
    const [one, other] = [new Psychometric(4), new Psychometric(4)];
    const before = other.predict(2);
    // What both results are expected to leave is what was expected before.
    const after = [true, false].map((holds) => {
      const model = new Psychometric(4);
      model.learn(1, holds);
      return model.predict(2);
    });
    const likely = one.predict(1);
    expect(likely * after[0]! + (1 - likely) * after[1]!).toBeCloseTo(before, 12);
  });

  it('knows how much a trial tells', () => {
    const model = new Psychometric(4);
    const entropy = (posterior: Float64Array): number =>
      -posterior.reduce((sum, p) => sum + p * Math.log(p), 0);
    const likely = model.predict(1);
    const after = [true, false].map((holds) => {
      const told = new Psychometric(4);
      told.learn(1, holds);
      return entropy(told.posterior());
    });
    const gained = entropy(model.posterior()) - likely * after[0]! - (1 - likely) * after[1]!;
    expect(model.information(1)).toBeCloseTo(gained, 10);
  });
});
