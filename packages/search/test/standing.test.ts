/** What is said of a search from the trials that a database has: which trial is next, and what it waits for. */
import type { SearchSpec } from '@ranksweep/kinds';
import type { StoredTrial, SweepStatus } from '@ranksweep/store';
import { describe, expect, it } from 'vitest';
import { searchStanding, type NextTrial } from '../src/study/standing.ts';
import { searchOf, studyOf } from './support/studies.ts';

type Asked = Pick<StoredTrial, 'state' | 'rung'>;
const done: Asked = { state: 'done', rung: null };
const pruned: Asked = { state: 'pruned', rung: 10 };
const running: Asked = { state: 'running', rung: null };
/** At work beyond a rung. */
const goesOn: Asked = { state: 'running', rung: 10 };

const nextOf = (
  search: Partial<SearchSpec>,
  trials: readonly Asked[],
  status?: SweepStatus,
): NextTrial | undefined =>
  searchStanding(
    'p',
    searchOf({ parallel: 4, ...search }),
    trials.map((trial, number) => ({ part: 'p', number, cell: number, objective: null, ...trial })),
    status,
  ).next;

const many = (count: number, trial: Asked): Asked[] => Array.from({ length: count }, () => trial);

describe('the next trial', () => {
  it('waits for the oldest without a result where the sampler has to know it', () => {
    const trials = [...many(8, done), ...many(4, running)];
    expect(nextOf({}, trials)).toEqual({ number: 12, after: 8 });
    expect(nextOf({}, trials.with(8, done))).toEqual({ number: 12, after: undefined });
    // Computed once more, since it had failed.
    expect(nextOf({}, trials.with(8, done).with(3, running))).toEqual({ number: 12, after: 3 });
  });

  it('does not wait for one that was pruned and goes on: its result is known', () => {
    const trials = [done, done, goesOn, ...many(5, pruned), ...many(3, done)];
    expect(nextOf({}, trials)).toEqual({ number: 11, after: undefined });
    expect(nextOf({}, trials.with(7, running))).toEqual({ number: 11, after: 7 });
    expect(nextOf({}, trials.with(7, goesOn))).toEqual({ number: 11, after: 7 });
  });

  it('waits as the study does, whatever the sampler and the axes', () => {
    const numbers: SearchSpec['space'] = { x: { from: 0, to: 1 }, kind: { choices: ['a', 'b'] } };
    const choices: SearchSpec['space'] = { kind: { choices: ['a', 'b'] } };
    const waiting = [
      ['tpe', numbers, true],
      ['tpe', choices, true],
      ['cma-es', numbers, true],
      ['cma-es', choices, false],
      ['sobol', numbers, false],
      ['random', numbers, false],
    ] as const;
    for (const [sampler, space, waits] of waiting) {
      const study = studyOf({ sampler, space, parallel: 4 });
      for (let number = 0; number < 4; number++) study.ask();
      expect(study.ask() === undefined, sampler).toBe(waits);
      const next = nextOf({ sampler, space }, many(4, running));
      expect(next, sampler).toEqual({ number: 4, after: waits ? 0 : undefined });
    }
  });

  it('is none after the last, and none in a sweep that has come to its end', () => {
    expect(nextOf({ trials: 12 }, many(12, done))).toBeUndefined();
    expect(nextOf({ sampler: 'grid' }, many(12, done), 'done')).toBeUndefined();
    expect(nextOf({ sampler: 'grid' }, many(12, done), 'interrupted')).toEqual({
      number: 12,
      after: undefined,
    });
  });

  it('is told of a sampler that is none: what a database holds may have been changed', () => {
    expect(nextOf({ sampler: 'toString' as 'tpe' }, many(8, running))).toEqual({
      number: 8,
      after: undefined,
    });
  });
});
