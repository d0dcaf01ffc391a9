/** The source of a search with a pruner: several lanes, which end in any order, several seeds, and runs that are there already. */
import type { Cell, SearchSpec } from '@ranksweep/kinds';
import type { NewTrial } from '@ranksweep/store';
import type {
  AskingLane,
  ExpandedRun,
  Job,
  OutcomeReport,
  PlannedRun,
  SourceOptions,
} from '@ranksweep/sweep';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { searchSource } from '../src/sources/searchSource.ts';

const LIMIT = 100;
const SEEDS = [0, 1, 2];

/** Runs differ in how fast their value falls; some end by themselves, some diverge, and one fails. */
interface Made {
  readonly run: PlannedRun;
  readonly ends: number;
  readonly status: 'done' | 'diverged' | 'failed';
  readonly valueAt: (iteration: number) => number;
}

const search = (sampler: SearchSpec['sampler'], pruner: SearchSpec['pruner'], trials = 20): SearchSpec => ({
  minimize: 'train_loss',
  summary: 'median',
  trials,
  seed: 3,
  parallel: 6,
  sampler,
  startup: 4,
  pruner,
  space: { 'init.std': { from: 0.001, to: 1, log: true }, 'model.depth': { choices: [2, 3] } },
});

const example = {
  part: 'mf',
  cell: {},
  config: { seed: 0, stop: { maxIterations: LIMIT }, record: { every: 1 } },
} as unknown as ExpandedRun;

function made(runId: number, cell: Cell, seed: number): Made {
  const std = cell['init.std'] as number;
  const rate = Math.abs(Math.log10(std) + 2) + 0.1 * seed + (cell['model.depth'] === 2 ? 0.3 : 0);
  const status = std > 0.7 ? 'failed' : std > 0.3 ? 'diverged' : 'done';
  return {
    run: { runId, name: String(runId), part: 'mf', cell, seed, maxIterations: LIMIT },
    ends: status === 'done' ? (rate < 0.2 ? 45 : LIMIT) : 15,
    status,
    valueAt: (iteration) => rate / (1 + iteration),
  };
}

/** Carries a search out. @returns its trials by number, and how far each run has come */
async function carriedOut(
  spec: SearchSpec,
  lanes: number,
  pick: (open: number) => number,
  isThere: (runId: number) => boolean = () => false,
) {
  const trials = new Map<number, NewTrial>();
  const runs = new Map<string, Made>();
  const iterations = new Map<number, number>();
  const lane: AskingLane = {
    engine: 'wasm',
    isTogether: false,
    lanesOfEngine: lanes,
    fits: () => true,
    batchWork: () => ({ least: 0, most: 1e8 }),
    hasUntold: () => false,
    hasLanes: () => true,
    engineFor: () => 'wasm',
    helpsWith: () => true,
  };
  const byId = (runId: number): Made => [...runs.values()].find(({ run }) => run.runId === runId)!;
  const source = searchSource({
    sweep: {
      spec: { parts: { mf: { base: {}, axes: {}, seeds: SEEDS, search: spec } } },
      examples: [example],
    },
    jobs: [],
    ended: [],
    lanes,
    isTogether: () => false,
    register: async (asked: readonly { cell: Cell; seed: number }[]) => {
      const all = asked.map(({ cell, seed }) => {
        const key = JSON.stringify([cell, seed]);
        const isNew = !runs.has(key);
        if (isNew) runs.set(key, made(runs.size + 1, cell, seed));
        return { isNew, own: runs.get(key)! };
      });
      const job = ({ own: { run } }: (typeof all)[number]): Job => ({
        run,
        config: example.config,
        cost: LIMIT,
        deaths: 0,
        engines: ['wasm'],
      });
      return {
        jobs: all.filter(({ isNew, own }) => isNew && !isThere(own.run.runId)).map(job),
        ended: all.filter(({ own }) => isThere(own.run.runId)).map(({ own }) => own.run),
        runs: all.map(({ own }) => own.run),
      };
    },
    recordTrials: (_: string, news: readonly NewTrial[]) => {
      for (const trial of news) trials.set(trial.number, trial);
    },
    isCalledOff: () => false,
    resultOf: (run: PlannedRun) => endOf(byId(run.runId), LIMIT),
    valueAt: (run: PlannedRun, _: string, iteration: number) => byId(run.runId).valueAt(iteration),
  } as unknown as SourceOptions);
  const out: Job[] = [];
  for (;;) {
    const turn = out.length < lanes ? await source.next(1, lane) : 'wait';
    if (typeof turn === 'object' && 'coming' in turn) await turn.coming;
    else if (typeof turn !== 'string') out.push(...turn);
    else if (out.length > 0) source.tell(reportOf(out.splice(pick(out.length), 1)[0]!));
    else if (turn === 'end') break;
    else throw new Error('it waits for nothing');
  }
  return { trials: [...trials.values()].toSorted((a, b) => a.number - b.number), iterations };

  function reportOf({ run, pauseAt = Infinity, iterations: from = 0 }: Job): OutcomeReport {
    const own = byId(run.runId);
    expect(from).toBe(iterations.get(run.runId) ?? 0);
    iterations.set(run.runId, Math.min(own.ends, pauseAt));
    return endOf(own, pauseAt);
  }
}

function endOf({ run, ends, status, valueAt }: Made, pauseAt: number): OutcomeReport {
  const at = Math.min(ends, pauseAt);
  const outcome =
    pauseAt < ends
      ? ({ status: 'paused', iterations: at } as const)
      : status === 'failed'
        ? ({ status, message: '' } as const)
        : ({ status, reason: 'loss', iterations: at, wallMs: 0 } as const);
  return { kind: 'outcome', run, outcome, values: () => new Map([['train_loss', valueAt(at)]]) };
}

it.each<[SearchSpec['sampler'], SearchSpec['pruner'], trials?: number]>([
  ['tpe', { kind: 'asha', rungs: [10, 30], factor: 2 }, 40],
  ['random', { kind: 'asha', rungs: [10, 30], factor: 2 }],
  ['random', { kind: 'halving', rungs: [10, 30], factor: 2, bracket: 6 }],
  ['tpe', { kind: 'median', rungs: [10, 30], startup: 3 }],
  ['grid', undefined],
])(
  '%s has the same trials and runs, however many lanes there are and whichever ends first: %o',
  async (sampler, pruner, trials) => {
    const spec = search(sampler, pruner, trials);
    const alone = await carriedOut(spec, 1, () => 0);
    expect(alone.trials.every(({ state }) => state !== 'running')).toBe(true);
    if (pruner !== undefined) {
      const states = new Set(alone.trials.map(({ state }) => state));
      expect([...states].toSorted()).toEqual(expect.arrayContaining(['done', 'pruned']));
    }
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 7 }),
        fc.infiniteStream(fc.nat()),
        async (lanes, numbers) => {
          const found = await carriedOut(spec, lanes, (open) => numbers.next().value! % open);
          expect(found.trials).toEqual(alone.trials);
          expect([...found.iterations].toSorted()).toEqual([...alone.iterations].toSorted());
        },
      ),
      { numRuns: 25 },
    );
  },
);

const FEW_CELLS: SearchSpec['space'] = { 'init.std': { choices: [0.002, 0.01, 0.05, 0.2, 0.5] } };
/** Trials that were pruned have an objective where their runs have ended all the same. */
const decided = ({ number, cell, state, rung }: NewTrial): unknown => ({ number, cell, state, rung });

it('has the same trials where cells are tried twice, and where runs have ended before', async () => {
  const spec = { ...search('tpe', { kind: 'asha', rungs: [10, 30], factor: 2 }), space: FEW_CELLS };
  const alone = await carriedOut(spec, 1, () => 0);
  expect(new Set(alone.trials.map(({ cell }) => JSON.stringify(cell))).size).toBeLessThan(spec.trials);
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat()), fc.func(fc.boolean()), async (numbers, isThere) => {
      const pick = (open: number): number => numbers.next().value! % open;
      const found = await carriedOut(spec, 4, pick, isThere);
      expect(found.trials.map(decided)).toEqual(alone.trials.map(decided));
    }),
    { numRuns: 40 },
  );
});
