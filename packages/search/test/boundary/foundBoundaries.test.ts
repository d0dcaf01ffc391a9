/** What is shown of boundaries, from trials in a real store: while a search goes on, and where it was stopped. */
import { RandomStream } from '@ranksweep/core';
import type { BoundarySpec } from '@ranksweep/kinds';
import type { NewTrial, Store } from '@ranksweep/store';
import type { SweepSpec } from '@ranksweep/sweep';
import { describe, expect, it } from 'vitest';
import { temporaryStore } from '../../../store/test/support/fixtures.ts';
import { BoundaryLine } from '../../src/boundary/boundaryLine.ts';
import { foundBoundaries, type FoundBoundary } from '../../src/boundary/foundBoundaries.ts';
import { trialNumber } from '../../src/boundary/trialNumbers.ts';
import { BoundaryPart } from '../../src/sources/boundaryPart.ts';

const VALUES = [1, 2, 3, 4, 5, 6, 7, 8];
const boundary: BoundarySpec = {
  along: 'x',
  outcome: 'train_loss < 1',
  holds: 'above',
  confidence: 0.9,
  trials: 30,
  within: 1,
  parallel: 16,
  seed: 0,
};

const specOf = (lines: number) => ({
  base: { stop: { maxIterations: 10 }, record: { every: 10 } } as SweepSpec['parts'][string]['base'],
  axes: { line: Array.from({ length: lines }, (_, i) => i), x: VALUES },
  seeds: [],
  boundary,
});

function found(store: Store, lines: number, trials: readonly NewTrial[]): FoundBoundary[] {
  const spec = { parts: { p: specOf(lines) } };
  const sweepId = store.upsertSweep({ name: 's', definition: 's', preset: 'p', spec, specHash: 's' });
  store.recordTrials(sweepId, 'p', trials);
  return foundBoundaries(store, sweepId, spec);
}

type Ending = Pick<NewTrial, 'state' | 'objective'>;
const running: Ending = { state: 'running', objective: null };
const ended = (objective: number): Ending => ({ state: 'done', objective });
const failed: Ending = { state: 'failed', objective: null };

/** Trials of one line that all stand at one value. */
const at = (x: number, endings: readonly Ending[]): NewTrial[] =>
  endings.map((ending, number) => ({ number, cell: { line: 0, x }, rung: null, ...ending }));

describe('intervals of boundaries', () => {
  it('have the boundary as often as they say while runs go on, and those that end one way end first', () => {
    // The outcome holds in 60 % of all seeds, whatever x is: the boundary is the first value. Where it does not, runs diverge at once.
    const lines = 200;
    const trials = Array.from({ length: lines }, (_, line) => {
      const search = new BoundaryLine({ ...boundary, levels: VALUES.length });
      const stream = new RandomStream(line, 'outcomes');
      const asked: NewTrial[] = [];
      for (let level = search.ask(); level !== undefined; level = search.ask()) {
        const ending: Ending = stream.uniform() < 0.6 ? running : { state: 'diverged', objective: 0 };
        const number = trialNumber(line, asked.length, lines);
        asked.push({ number, cell: { line, x: VALUES[level]! }, rung: null, ...ending });
      }
      return asked;
    }).flat();
    expect(trials).toHaveLength(16 * lines);
    const missed = found(temporaryStore(), lines, trials).filter(({ from }) => from !== 1);
    expect(missed.length).toBeLessThanOrEqual(0.1 * lines);
  });

  it('follow from trials before the first that has not ended, and from failed ones nothing', () => {
    const holds = Array.from({ length: 12 }, () => ended(1));
    const of = (endings: readonly Ending[]): FoundBoundary => found(temporaryStore(), 1, at(4, endings))[0]!;
    const whole = of(holds);
    expect(whole).toMatchObject({ from: 1, to: 4, runs: 12 });
    expect(of([...holds, running, ...holds])).toEqual({ ...whole, runs: 24 });
    expect(of([running, ...holds])).toMatchObject({ from: 1, to: undefined, runs: 12 });
    expect(of(holds.flatMap((one) => [failed, one]))).toEqual({ ...whole, runs: 24 });
  });

  it('follow from trials before the first that is not there', () => {
    const trials = at(
      4,
      Array.from({ length: 13 }, () => ended(1)),
    );
    const [all] = found(temporaryStore(), 1, trials);
    expect(all).toMatchObject({ from: 1, to: 4 });
    const [some] = found(temporaryStore(), 1, trials.toSpliced(1, 1));
    expect(some).toMatchObject({ from: 1, to: undefined, runs: 12 });
  });
});

it('a line ends where one of its runs was cancelled: what it would have come to may be why', () => {
  const recorded = new Map<number, NewTrial>();
  const part = new BoundaryPart({
    part: 'p',
    spec: specOf(1),
    boundary: { ...boundary, parallel: 4 },
    record: (trials) => trials.forEach((trial) => recorded.set(trial.number, trial)),
  });
  const runs = part.ask(100);
  expect(runs).toHaveLength(4);
  const tell = (number: number, status: 'diverged' | 'cancelled'): void => {
    const { cell, seed } = runs[number]!;
    const run = { runId: number, name: '', part: 'p', cell, seed, maxIterations: 10 };
    const outcome =
      status === 'cancelled'
        ? { status }
        : { status, reason: 'non-finite-loss' as const, iterations: 1, wallMs: 1 };
    const values = (): Map<string, number> => new Map([['train_loss', NaN]]);
    part.tell({ number }, { run, iterations: 0, end: { kind: 'outcome', run, outcome, values } });
  };
  tell(0, 'diverged');
  tell(1, 'cancelled');
  expect(part.ask(100)).toEqual([]);
  expect(part.isOver).toBe(false);
  tell(2, 'diverged');
  tell(3, 'diverged');
  part.flush();
  expect(part.ask(100)).toEqual([]);
  expect(part.isOver).toBe(true);
  expect([...recorded.values()].map(({ state }) => state)).toEqual([
    'diverged',
    'running',
    'diverged',
    'diverged',
  ]);
});
