/** What suggestions cost in long searches, and what 10,000 trials of nothing take from the first to the last. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '@ranksweep/core';
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

/** Milliseconds for each trial. */
export interface TrialCost {
  readonly wallMs: number;
  /** Processor time of all threads. */
  readonly busyMs: number;
}

export interface SuggestionSpeed {
  readonly finished: number;
  readonly dimensions: number;
  /** Of a suggestion of tpe. */
  readonly ours: TrialCost;
  readonly optunas: TrialCost | undefined;
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
  const [begin, before] = [performance.now(), process.cpuUsage()];
  for (let i = 0; i < SUGGESTIONS; i++) next();
  const wallMs = (performance.now() - begin) / SUGGESTIONS;
  const { user, system } = process.cpuUsage(before);
  const theirs = await optunas<TrialCost>(python, [
    'suggestions',
    ...[finished, DIMENSIONS, SUGGESTIONS].map(String),
  ]);
  return {
    finished,
    dimensions: DIMENSIONS,
    ours: { wallMs, busyMs: (user + system) / 1000 / SUGGESTIONS },
    optunas: theirs,
  };
}

/** What a trial has cost on average until there were so many. */
export interface TrialsCost extends TrialCost {
  readonly trials: number;
}

/** A search of Optuna, which slows as its study grows. */
export interface StudyCost extends TrialsCost {
  /** After every thousand trials. */
  readonly curve: readonly TrialsCost[];
}

export interface EndToEndSpeed {
  readonly sampler: SamplerName;
  readonly trials: number;
  readonly lanes: number;
  /** Medians over the rounds. */
  readonly ours: TrialCost;
  /** Of as many trials as it made in its time: the first are the cheapest. */
  readonly optunas: StudyCost | undefined;
}

export interface EndToEndOptions {
  readonly python: string | undefined;
  readonly sampler: 'random' | 'tpe';
  readonly trials: number;
  readonly lanes: number;
  /** How often ours is measured. Optuna, which takes far longer, has one turn between them. */
  readonly rounds: number;
  /** How long Optuna may take. */
  readonly limitMs: number;
}

/** Ours: a run of one iteration for each trial, of which the store has the loss. Optuna's: a function call for each, in SQLite. */
export async function measureEndToEnd(options: EndToEndOptions): Promise<EndToEndSpeed> {
  const { sampler, trials, lanes, rounds } = options;
  const ours: TrialCost[] = [];
  let optunas: StudyCost | undefined;
  for (let round = 0; round < rounds; round++) {
    ours.push(await sweepCost(sampler, trials, lanes));
    if (round === 0) optunas = await studyCost(options);
  }
  return { sampler, trials, lanes, ours: medianCost(ours), optunas };
}

const medianCost = (costs: readonly TrialCost[]): TrialCost => ({
  wallMs: median(costs.map(({ wallMs }) => wallMs)),
  busyMs: median(costs.map(({ busyMs }) => busyMs)),
});

async function studyCost({
  python,
  sampler,
  trials,
  limitMs,
}: EndToEndOptions): Promise<StudyCost | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-bench-'));
  try {
    const words = ['end', join(folder, 'study.db'), sampler, String(trials), String(limitMs / 1000)];
    return await optunas(python, words);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const sweepCost = (sampler: SamplerName, trials: number, lanes: number): Promise<TrialCost> =>
  withStore(async (store) => {
    const base = {
      model: { kind: 'matrix', depth: 2 },
      task: { kind: 'completion', dims: [2, 2], observed: 3, target: { kind: 'matrix', rank: 1 } },
      init: { std: 0.1 },
      stop: { maxIterations: 1 },
      record: { metrics: ['train_loss'] },
    };
    const space = { 'init.std': { from: 0.01, to: 1 } };
    const search = { minimize: 'train_loss', trials, sampler, parallel: PARALLEL, space };
    const definition = {
      name: 'bench',
      description: '',
      presets: { all: { parts: { trivial: { base, search } } } },
    };
    const before = process.cpuUsage();
    const { wallMs, outcomes } = await runSweep(store, expandSweep(parseDefinition(definition, 'bench')), {
      lanes: { engine: 'wasm', count: lanes },
      keepState: false,
    });
    if (outcomes.done !== trials) throw new Error(`expected ${trials} trials, found ${outcomes.done}`);
    const { user, system } = process.cpuUsage(before);
    return { wallMs: wallMs / trials, busyMs: (user + system) / 1000 / trials };
  });

async function optunas<Answer>(
  python: string | undefined,
  words: readonly string[],
): Promise<Answer | undefined> {
  if (python === undefined) return undefined;
  const { stdout } = await execa(python, [OPTUNA_SEARCH, ...words]);
  return JSON.parse(stdout) as Answer;
}
