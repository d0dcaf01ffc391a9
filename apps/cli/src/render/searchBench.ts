/** `ranksweep bench search` on a screen. */
import type { SearchBench } from '@ranksweep/bench';
import { renderTable } from './table.ts';

export function searchTables({ optuna, seeds, trials, quality, suggestions, endToEnd }: SearchBench): string {
  const theirs = optuna === undefined ? 'Optuna (not found: pip install optuna cmaes)' : `Optuna ${optuna}`;
  const found = quality.map(({ problem, sampler, ours, optunas, shareBetter }) => [
    problem,
    sampler,
    ours.toPrecision(4),
    optunas?.toPrecision(4) ?? '',
    shareBetter === undefined ? '' : `${Math.round(100 * shareBetter)} %`,
  ]);
  const { finished, dimensions, oursMs, optunasMs } = suggestions;
  const whole = endToEnd.map((one) => [
    one.sampler,
    (1000 * one.trials) / one.oursMs,
    one.optunasMsPerTrial === undefined ? '' : 1000 / one.optunasMsPerTrial,
    one.optunasTrials ?? '',
    one.optunasMsPerTrial === undefined ? '' : (one.optunasMsPerTrial * one.trials) / one.oursMs,
  ]);
  const rounded = whole.map((row) => row.map((cell) => (typeof cell === 'number' ? Math.round(cell) : cell)));
  const first = endToEnd[0]!;
  return [
    `${trials} trials, median of the best over ${seeds} seeds, beside ${theirs}`,
    renderTable(['problem', 'sampler', 'ours', 'Optuna', 'ours better'], found),
    'ours better: how often one of our seeds is better than one of Optuna; ties count half',
    `A suggestion of tpe on ${dimensions} axes after ${finished} trials: ${oursMs.toPrecision(3)} ms` +
      (optunasMs === undefined
        ? ''
        : `; Optuna, in memory: ${optunasMs.toPrecision(3)} ms, ${Math.round(optunasMs / oursMs)} times as long`),
    `${first.trials} trials that do nothing, on ${first.lanes} lanes, beside Optuna on SQLite`,
    renderTable(['sampler', 'trials/s', 'Optuna', 'Optuna made', 'times'], rounded),
  ].join('\n\n');
}
