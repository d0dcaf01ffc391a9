/** What every sampler keeps to: whatever order trials end in, the same suggestions, and none that the space does not have. */
import { samplerNames, SearchSpace, type SearchSpec } from '@ranksweep/kinds';
import { RandomStream, sha256 } from '@ranksweep/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bowl, searchOf, studyOf, trialsOf, type Loss } from './support/studies.ts';

/** Numbers, integers, choices and a conditional axis, under a constraint. */
const mixed: SearchSpec['space'] = {
  rate: { from: 1e-4, to: 1, log: true },
  depth: { from: 1, to: 5, integer: true },
  kind: { choices: ['a', 'b', 'c'] },
  momentum: { from: 0, to: 1, when: "kind == 'b'" },
  left: { choices: [1, 2, 3] },
  right: { choices: [10, 20, 30] },
};
const constraints = ['depth < 4 || rate < 0.1'];

const mixedSearch = (sampler: SearchSpec['sampler']): Partial<SearchSpec> => ({
  sampler,
  space: mixed,
  zip: [['left', 'right']],
  constraints,
});

/** Some trials diverge. */
const mixedLoss: Loss = ({ rate, depth, kind, momentum = 0.5 }) =>
  Number(rate) > 0.5 ? Infinity : Number(depth) + Number(rate) + (kind === 'b' ? Number(momentum) : 1);

describe.each(samplerNames)('%s', (sampler) => {
  it('suggests points of the space alone', () => {
    const trials = trialsOf(studyOf(mixedSearch(sampler)), mixedLoss);
    expect(trials).toHaveLength(40);
    const space = new SearchSpace({ base: {}, search: searchOf(mixedSearch(sampler)) });
    for (const { cell } of trials) {
      expect(space.isAllowed(cell), JSON.stringify(cell)).toBe(true);
      expect(Number(cell['rate'])).toBeGreaterThanOrEqual(1e-4);
      expect(Number(cell['rate'])).toBeLessThanOrEqual(1);
      expect([1, 2, 3, 4, 5]).toContain(cell['depth']);
      expect(cell['momentum'] === undefined).toBe(cell['kind'] !== 'b');
      expect(cell['right']).toBe(10 * Number(cell['left']));
    }
  });

  it('suggests the same, in whichever order trials end', () => {
    const search = { ...mixedSearch(sampler), parallel: 4, trials: 30 };
    const inOrder = trialsOf(studyOf(search), mixedLoss);
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (picks) => {
        const pick = (underWay: number): number => picks.next().value! % underWay;
        expect(trialsOf(studyOf(search), mixedLoss, pick)).toEqual(inOrder);
      }),
      { numRuns: 10 },
    );
  });

  it('suggests the same first trials, however many there are', () => {
    const [few, many] = [20, 30].map((trials) =>
      trialsOf(studyOf({ ...mixedSearch(sampler), trials }), mixedLoss),
    );
    expect(many!.slice(0, 20)).toEqual(few);
  });

  it('suggests other points for another seed', () => {
    const [one, other] = [0, 1].map((seed) =>
      trialsOf(studyOf({ ...mixedSearch(sampler), seed }), mixedLoss),
    );
    expect(one!.map(({ cell }) => cell)).not.toEqual(other!.map(({ cell }) => cell));
  });
});

it('looks back on all but the latest trials, as far as it was asked to', () => {
  const search = { parallel: 3, trials: 20 };
  const study = studyOf(search);
  const asked = [study.ask(), study.ask(), study.ask()];
  expect(asked.map((trial) => trial?.number)).toEqual([0, 1, 2]);
  expect(study.ask()).toBeUndefined();
  study.tell(1, 1); // Trial 0 is still missing.
  study.tell(2, 1);
  expect(study.ask()).toBeUndefined();
  study.tell(0, 1);
  expect([study.ask(), study.ask(), study.ask(), study.ask()].map((trial) => trial?.number)).toEqual([
    3,
    4,
    5,
    undefined,
  ]);
});

it('suggests no point twice while there are others', () => {
  const search = {
    space: { depth: { from: 1, to: 20, integer: true } },
    trials: 16,
  } satisfies Partial<SearchSpec>;
  for (const sampler of ['random', 'sobol', 'tpe'] as const) {
    const cells = trialsOf(studyOf({ ...search, sampler })).map(({ cell }) => cell['depth']);
    expect(new Set(cells).size, sampler).toBe(16);
  }
});

it('goes on in a space that is used up', () => {
  const trials = trialsOf(
    studyOf({ space: { kind: { choices: ['a', 'b'] } }, sampler: 'random', trials: 10 }),
    () => 0,
  );
  expect(trials).toHaveLength(10);
});

it('ends with the last point of a grid', () => {
  const space: SearchSpec['space'] = {
    a: { from: 0, to: 1, points: 3 },
    b: { choices: ['x', 'y'] },
    c: { from: 3, to: 4, integer: true },
  };
  const trials = trialsOf(studyOf({ space, sampler: 'grid', trials: 100 }));
  const cells = trials.map(({ cell }) => [cell['a'], cell['b'], cell['c']].map(String).join(' '));
  expect(cells.toSorted()).toEqual(
    [0, 0.5, 1].flatMap((a) => ['x', 'y'].flatMap((b) => [3, 4].map((c) => `${a} ${b} ${c}`))),
  );
  expect(cells).not.toEqual(cells.toSorted());
});

it('says so when no point meets the constraints', () => {
  expect(() => studyOf({ sampler: 'random', constraints: ['x0 > 0.99999999'] }).ask()).toThrow(
    'p: expected points that meet the constraints of the search, found none among 1000',
  );
});

it('draws what core’s streams give it', () => {
  const [first] = trialsOf(studyOf({ sampler: 'random', trials: 1 }));
  const stream = new RandomStream(0, 'search/0/0');
  expect(first!.cell).toEqual({
    x0: Number(stream.uniform().toPrecision(6)),
    x1: Number(stream.uniform().toPrecision(6)),
  });
  expect(first!.loss).toBe(bowl(first!.cell));
});

it('suggests what earlier versions did: a search that was stopped under one of them goes on with the same trials', () => {
  const trials = trialsOf(studyOf({ ...mixedSearch('tpe'), trials: 150 }), mixedLoss);
  expect(sha256(JSON.stringify(trials))).toBe(
    '17263a1c51ae026f5dbfc85f9924754e7a968db499709c7d2ace0ab59bee31cf',
  );
});
