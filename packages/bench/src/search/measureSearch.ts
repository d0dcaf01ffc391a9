/** Samplers beside Optuna's: what they find, what a suggestion costs, and a whole search of trials that do nothing. */
import { compareQuality, type QualityRow } from './quality.ts';
import { findOptuna } from './optuna.ts';
import { problemsWith } from './problem.ts';
import { measureEndToEnd, measureSuggestions, type EndToEndSpeed, type SuggestionSpeed } from './speed.ts';
import { storedSweeps } from './storedSweeps.ts';

export interface SearchBenchOptions {
  readonly lanes: number;
  /** Interpreters, of which the first that has Optuna is taken. */
  readonly pythons?: readonly string[] | undefined;
  readonly progress: (text: string) => void;
  /** Default: 30. */
  readonly seeds?: number;
  /** Of each search. Default: 100. */
  readonly trials?: number;
  /** Finished trials of a long search. Default: 10,000. */
  readonly long?: number;
  /** How long Optuna may take for such a search. Default: 20 minutes, which is enough for 10,000 trials where nothing else is computed. */
  readonly limitMs?: number;
  /** How often ours is made. Default: 3. */
  readonly rounds?: number;
}

export interface SearchBench {
  readonly optuna: string | undefined;
  readonly seeds: number;
  readonly trials: number;
  readonly quality: readonly QualityRow[];
  readonly suggestions: SuggestionSpeed;
  readonly endToEnd: readonly EndToEndSpeed[];
}

export async function measureSearch({
  lanes,
  pythons,
  progress,
  seeds = 30,
  trials = 100,
  long = 10_000,
  limitMs = 1_200_000,
  rounds = 3,
}: SearchBenchOptions): Promise<SearchBench> {
  const found = await findOptuna(pythons);
  const python = found?.python;
  progress('two sweeps, whose grids are computed ...');
  const sweeps = await storedSweeps(lanes);
  progress(`${trials} trials of ${seeds} seeds on each problem ...`);
  const quality = await compareQuality({ python, seeds, trials, problems: problemsWith(sweeps) });
  progress(`suggestions after ${long} trials ...`);
  const suggestions = await measureSuggestions(python, long);
  progress(`${long} trials that do nothing ...`);
  const endToEnd: EndToEndSpeed[] = [];
  for (const sampler of ['random', 'tpe'] as const) {
    endToEnd.push(await measureEndToEnd({ python, sampler, trials: long, lanes, rounds, limitMs }));
  }
  return { optuna: found?.version, seeds, trials, quality, suggestions, endToEnd };
}
