/** Runs of an axis with a rule: which are tried, in which order, and that no lane waits for another. */
import { parseDefinition, type SkipRule } from '@ranksweep/kinds';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandSweep, type ExpandedSweep } from '../../src/definition/expand.ts';
import { SkippingSource } from '../../src/schedule/skipping.ts';
import type { Job } from '../../src/plan/job.ts';
import type { SkippedJob } from '../../src/schedule/source.ts';
import { askingLane } from '../support/askingLane.ts';

const base = {
  model: { kind: 'matrix', depth: 2 },
  task: { kind: 'completion', dims: [4, 4], observed: 8, target: { kind: 'cp', rank: 1 } },
  init: { std: 0.1 },
};

const sweepOf = (part: object): ExpandedSweep =>
  expandSweep(
    parseDefinition(
      { name: 'd', description: '', presets: { quick: { seeds: [0, 1], parts: { a: { base, ...part } } } } },
      'd',
    ),
  );

const jobsOf = ({ runs }: ExpandedSweep): Job[] =>
  runs.map(({ part, cell, config }, runId) => ({
    run: { runId, name: '', part, cell, seed: config.seed, maxIterations: 1 },
    config,
    cost: 1 + (runId % 7),
    deaths: 0,
    engines: ['wasm'],
  }));

type End = 'done' | 'failed' | 'diverged';

interface Played {
  /** In the order in which they were handed out. */
  readonly tried: Job[];
  readonly skipped: SkippedJob[];
}

/** Lanes that compute for as long as `next` says, each of which asks as soon as it is free. */
function play(
  sweep: ExpandedSweep,
  endOf: (job: Job) => End,
  { lanes = 1, pick = () => 0 }: { readonly lanes?: number; readonly pick?: (from: number) => number } = {},
): Played {
  const tried: Job[] = [];
  const skipped: SkippedJob[] = [];
  const jobs = jobsOf(sweep);
  const source = new SkippingSource({
    sweep,
    jobs,
    ended: [],
    lanes,
    isTogether: () => false,
    register: () => Promise.reject(new Error('none')),
    recordTrials: () => {},
    isCalledOff: () => false,
    valueAt: () => undefined,
    skip: (some) => skipped.push(...some),
    resultOf: () => {
      throw new Error('none has ended');
    },
  });
  const out: Job[][] = [];
  for (;;) {
    while (out.length < lanes) {
      const turn = source.next(64, askingLane({ lanesOfEngine: lanes }));
      if (typeof turn === 'string') {
        // A lane is idle only where nothing is left that it could do.
        expect(tried.length + skipped.length).toBe(jobs.length);
        break;
      }
      tried.push(...turn);
      out.push([...turn]);
    }
    if (out.length === 0) return { tried, skipped };
    for (const job of out.splice(pick(out.length), 1)[0]!) {
      const status = endOf(job);
      const outcome =
        status === 'failed'
          ? ({ status, message: '' } as const)
          : ({ status, reason: 'loss', iterations: 1, wallMs: 1 } as const);
      source.tell({ kind: 'outcome', run: job.run, outcome, values: () => new Map() });
    }
  }
}

const stdOf = ({ run }: Pick<Job, 'run'>): number => Number(run.cell['init.std']);

const axis = (rule: SkipRule, values: readonly unknown[] = [3, 1, 2, 4]): object => ({
  axes: { 'init.std': values },
  skip: { 'init.std': rule },
});

describe('one lane', () => {
  it('tries no larger value once one has failed, whatever their order, and says why', () => {
    const { tried, skipped } = play(sweepOf(axis('larger-after-failure')), (job) =>
      stdOf(job) >= 2 ? 'failed' : 'done',
    );
    expect(tried.map(stdOf).toSorted()).toEqual([1, 1, 2, 2]);
    expect(
      skipped.map((skip) => [stdOf(skip.job), skip.because.seed === skip.job.run.seed]).toSorted(),
    ).toEqual([
      [3, true],
      [3, true],
      [4, true],
      [4, true],
    ]);
    expect(skipped[0]).toMatchObject({
      axis: 'init.std',
      rule: 'larger-after-failure',
      reason: expect.stringMatching(/^run \d, of a smaller init\.std \(2\), has failed$/),
    });
  });

  it('tries no smaller value, from the largest on', () => {
    const { tried, skipped } = play(sweepOf(axis('smaller-after-failure')), (job) =>
      stdOf(job) <= 3 ? 'failed' : 'done',
    );
    expect(tried.map(stdOf).toSorted()).toEqual([3, 3, 4, 4]);
    expect(skipped.map(({ job }) => stdOf(job)).toSorted()).toEqual([1, 1, 2, 2]);
  });

  it('tries values in the order of their list until one is done; neither a failure nor a divergence is', () => {
    const ends = new Map<number, End>([
      [3, 'failed'],
      [1, 'diverged'],
      [2, 'done'],
      [4, 'done'],
    ]);
    const { tried, skipped } = play(sweepOf(axis('rest-after-success')), (job) => ends.get(stdOf(job))!);
    expect(tried.filter(({ run }) => run.seed === 0).map(stdOf)).toEqual([3, 1, 2]);
    expect(skipped.map(({ job }) => stdOf(job))).toEqual([4, 4]);
  });

  it('has no divergence count as a failure', () => {
    const { skipped } = play(sweepOf(axis('larger-after-failure')), () => 'diverged');
    expect(skipped).toEqual([]);
  });

  it('orders values that are no numbers as the axis does', () => {
    const part = {
      axes: { 'init.scheme': ['gaussian', 'orthogonal'] },
      skip: { 'init.scheme': 'larger-after-failure' },
    };
    const { tried, skipped } = play(sweepOf(part), () => 'failed');
    expect(tried.map(({ run }) => run.cell['init.scheme'])).toEqual(['gaussian', 'gaussian']);
    expect(skipped.map(({ job }) => job.run.cell['init.scheme'])).toEqual(['orthogonal', 'orthogonal']);
  });

  it('keeps other axes and seeds apart, and takes axes that move together for one', () => {
    const zipped = {
      axes: { 'init.std': [1, 2, 3], 'stop.maxIterations': [30, 20, 10], 'model.depth': [2, 3] },
      zip: [['init.std', 'stop.maxIterations']],
      skip: { 'init.std': 'larger-after-failure' },
    };
    const { tried, skipped } = play(sweepOf(zipped), (job) =>
      job.run.cell['model.depth'] === 3 && job.run.seed === 1 && stdOf(job) === 1 ? 'failed' : 'done',
    );
    expect(tried).toHaveLength(10);
    expect(skipped.map(({ job }) => [stdOf(job), job.run.cell['model.depth'], job.run.seed])).toEqual([
      [2, 3, 1],
      [3, 3, 1],
    ]);
  });

  it('takes what failed on one axis for failed on others of such rules', () => {
    const part = {
      axes: { 'init.std': [1, 2, 3], 'model.depth': [2, 3, 4] },
      skip: { 'init.std': 'larger-after-failure', 'model.depth': 'larger-after-failure' },
    };
    const { tried, skipped } = play(sweepOf(part), (job) =>
      stdOf(job) * Number(job.run.cell['model.depth']) > 4 ? 'failed' : 'done',
    );
    // In every order of trying, a run is tried only where none smaller has failed.
    const isSkipped = new Set(skipped.map(({ job }) => job.run.runId));
    for (const { run } of tried) {
      const smaller = tried.filter(
        ({ run: other }) =>
          other.seed === run.seed &&
          other.runId !== run.runId &&
          stdOf({ run: other }) <= stdOf({ run }) &&
          Number(other.cell['model.depth']) <= Number(run.cell['model.depth']),
      );
      expect(smaller.every((job) => stdOf(job) * Number(job.run.cell['model.depth']) <= 4)).toBe(true);
      expect(isSkipped.has(run.runId)).toBe(false);
    }
    expect(tried.length + skipped.length).toBe(18);
    expect(skipped.length).toBeGreaterThan(4);
  });

  it('leaves an axis alone that a cell does not have', () => {
    const part = {
      axes: { 'model.depth': [2, 3], 'init.std': [1, 2] },
      when: { 'init.std': 'model.depth == 3' },
      skip: { 'init.std': 'larger-after-failure' },
    };
    const { tried, skipped } = play(sweepOf(part), () => 'failed');
    expect(tried).toHaveLength(4);
    expect(skipped.map(({ job }) => job.run.cell)).toEqual(
      Array(2).fill({ 'model.depth': 3, 'init.std': 2 }),
    );
  });
});

describe('several lanes', () => {
  it('are never idle while runs wait, try each run once or skip it, and skip only what a failure or success explains', () => {
    const rules = fc.constantFrom<SkipRule>(
      'larger-after-failure',
      'smaller-after-failure',
      'rest-after-success',
    );
    const values = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        values,
        values,
        rules,
        rules,
        fc.integer({ min: 1, max: 5 }),
        fc.infiniteStream(fc.nat()),
        fc.infiniteStream(fc.constantFrom<End>('done', 'failed', 'diverged')),
        (stds, depths, ofStd, ofDepth, lanes, picks, ends) => {
          const sweep = sweepOf({
            axes: { 'init.std': stds, 'record.top': depths },
            skip: { 'init.std': ofStd, 'record.top': ofDepth },
          });
          const outcomes = new Map<number, End>();
          const endOf = ({ run: { runId } }: Job): End => {
            const end = ends.next().value as End;
            outcomes.set(runId, end);
            return end;
          };
          const { tried, skipped } = play(sweep, endOf, {
            lanes,
            pick: (from) => (picks.next().value as number) % from,
          });
          const ids = [...tried.map(({ run }) => run.runId), ...skipped.map(({ job }) => job.run.runId)];
          expect(ids.toSorted((a, b) => a - b)).toEqual(sweep.runs.map((_, i) => i));
          for (const { because, job, rule } of skipped) {
            expect(outcomes.get(because.runId)).toBe(rule === 'rest-after-success' ? 'done' : 'failed');
            expect(because.seed).toBe(job.run.seed);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
