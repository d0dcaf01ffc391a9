/** What suggestions cost in long searches, and what 10,000 trials of nothing take from the first to the last. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDefinition, type SamplerName } from '@ranksweep/kinds';
import { Study } from '@ranksweep/search';
import { expandSweep, runSweep } from '@ranksweep/sweep';
import { execa } from 'execa';
import { withStore } from '../benchSweep.ts';
import { OPTUNA_SEARCH } from './optuna.ts';

const DIMENSIONS = 5;
const SUGGESTIONS = 20;
/** Trials under way at once: so many that lanes do not wait for suggestions one by one. */
const PARALLEL = 64;

export interface SuggestionSpeed {
  readonly finished: number;
  readonly dimensions: number;
  /** Milliseconds of a suggestion of tpe. */
  readonly oursMs: number;
  readonly optunasMs: number | undefined;
}

export async function measureSuggestions(
  python: string | undefined,
  finished: number,
): Promise<SuggestionSpeed> {
  const space = Object.fromEntries(
    Array.from({ length: DIMENSIONS }, (_, d) => [`x${d}`, { from: 0, to: 1 }]),
  );
  const study = new Study({
    part: 'bench',
    base: {},
    search: {
      minimize: 'value',
      trials: finished + 2 * SUGGESTIONS,
      seed: 0,
      parallel: 1,
      summary: 'median',
      sampler: 'tpe',
      startup: finished,
      space,
    },
  });
  const next = (): void => {
    const { number, cell } = study.ask()!;
    study.tell(
      number,
      Object.values(cell).reduce<number>((sum, x) => sum + (Number(x) - 0.3) ** 2, 0),
    );
  };
  for (let i = 0; i < finished + SUGGESTIONS; i++) next(); // The last of these warm up.
  const begin = performance.now();
  for (let i = 0; i < SUGGESTIONS; i++) next();
  const oursMs = (performance.now() - begin) / SUGGESTIONS;
  const theirs = await optunas<{ ms: number }>(python, [
    'suggestions',
    ...[finished, DIMENSIONS, SUGGESTIONS].map(String),
  ]);
  return { finished, dimensions: DIMENSIONS, oursMs, optunasMs: theirs?.ms };
}

export interface EndToEndSpeed {
  readonly sampler: SamplerName;
  readonly trials: number;
  readonly lanes: number;
  readonly oursMs: number;
  /** Trials that Optuna made in its time, and milliseconds for each: the first are the cheapest. */
  readonly optunasTrials: number | undefined;
  readonly optunasMsPerTrial: number | undefined;
}

export interface EndToEndOptions {
  readonly python: string | undefined;
  readonly sampler: 'random' | 'tpe';
  readonly trials: number;
  readonly lanes: number;
  /** How long Optuna may take. */
  readonly limitMs: number;
}

/** Ours: a run of one iteration for each trial, in the store. Optuna's: a function call for each, in SQLite. */
export async function measureEndToEnd({
  python,
  sampler,
  trials,
  lanes,
  limitMs,
}: EndToEndOptions): Promise<EndToEndSpeed> {
  const oursMs = await sweepMs(sampler, trials, lanes);
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-bench-'));
  try {
    const words = ['end', join(folder, 'study.db'), sampler, String(trials), String(limitMs / 1000)];
    const theirs = await optunas<{ trials: number; ms: number }>(python, words);
    return {
      sampler,
      trials,
      lanes,
      oursMs,
      optunasTrials: theirs?.trials,
      optunasMsPerTrial: theirs && theirs.ms / theirs.trials,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const sweepMs = (sampler: SamplerName, trials: number, lanes: number): Promise<number> =>
  withStore(async (store) => {
    const base = {
      model: { kind: 'matrix', depth: 2 },
      task: { kind: 'completion', dims: [2, 2], observed: 3, target: { kind: 'matrix', rank: 1 } },
      init: { std: 0.1 },
      stop: { maxIterations: 1 },
    };
    const space = { 'init.std': { from: 0.01, to: 1 } };
    const search = { minimize: 'train_loss', trials, sampler, parallel: PARALLEL, space };
    const definition = {
      name: 'bench',
      description: '',
      presets: { all: { parts: { trivial: { base, search } } } },
    };
    const { wallMs, outcomes } = await runSweep(store, expandSweep(parseDefinition(definition, 'bench')), {
      lanes: { engine: 'wasm', count: lanes },
      keepState: false,
    });
    if (outcomes.done !== trials) throw new Error(`expected ${trials} trials, found ${outcomes.done}`);
    return wallMs;
  });

async function optunas<Answer>(
  python: string | undefined,
  words: readonly string[],
): Promise<Answer | undefined> {
  if (python === undefined) return undefined;
  const { stdout } = await execa(python, [OPTUNA_SEARCH, ...words]);
  return JSON.parse(stdout) as Answer;
}
