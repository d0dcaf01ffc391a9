/** `ranksweep bench search` on a screen. */
import type { SearchBench } from '@ranksweep/bench';
import { formatNumber } from '@ranksweep/text';
import { renderTable } from './table.ts';

type Row = SearchBench['quality'][number];

export function searchTables(bench: SearchBench): string {
  return [...qualityTables(bench), suggestions(bench), ...endToEnd(bench)].join('\n\n');
}

function qualityTables({ optuna, seeds, trials, quality }: SearchBench): string[] {
  const theirs = optuna === undefined ? 'Optuna (not found: pip install optuna cmaes)' : `Optuna ${optuna}`;
  const head = ['problem', 'sampler', 'ours', 'Optuna', 'ours better', 'by chance', 'verdict'];
  const group = (name: Row['group'], title: string): string => {
    const rows = quality.filter((row) => row.group === name);
    return `${title}\n\n${renderTable(head, rows.flatMap(rowsOf))}`;
  };
  return [
    `${trials} trials, median of the best value over ${seeds} seeds, beside ${theirs}; smaller is better`,
    group('tuned on', 'Functions that settings of tpe were chosen on'),
    group('held out', 'Functions that they were not chosen on'),
    group('stored sweeps', 'Grids that were computed'),
    ...(optuna === undefined ? [] : [LEGEND, summary(quality)]),
  ];
}

const LEGEND =
  'ours better: how often one of our seeds is better than one of Optuna; ties count half\n' +
  'by chance: how often seeds that are dealt out at random differ as much; where our median is worse, more seeds are tried';

const VERDICTS = {
  'no worse': 'no worse',
  'worse seeds': 'median no worse, seeds worse',
  chance: 'worse by chance',
  worse: 'worse',
} as const;

function rowsOf({ problem, sampler, ours, beside, again, verdict }: Row): string[][] {
  const first = [problem, sampler, ours.toPrecision(4)];
  if (beside === undefined) return [[...first, '', '', '', '']];
  const told = ({ optunas, shareBetter, chance }: typeof beside): string[] => [
    optunas.toPrecision(4),
    `${Math.round(100 * shareBetter)} %`,
    `${(100 * chance).toPrecision(2)} %`,
  ];
  const word = VERDICTS[verdict!];
  if (again === undefined) return [[...first, ...told(beside), word]];
  return [
    [...first, ...told(beside), ''],
    ['', `${again.seeds} seeds`, again.ours.toPrecision(4), ...told(again), word],
  ];
}

function summary(quality: SearchBench['quality']): string {
  const counts = Object.entries(VERDICTS).flatMap(([verdict, words]) => {
    const { length } = quality.filter((row) => row.verdict === verdict);
    return length === 0 ? [] : [`${words}: ${length}`];
  });
  return `${counts.join('; ')} (of ${quality.length})`;
}

const times = (theirs: number, ours: number): string => formatNumber(Math.round(theirs / ours));

function suggestions({ suggestions: { finished, dimensions, ours, optunas } }: SearchBench): string {
  const own = `A suggestion of tpe on ${dimensions} axes after ${formatNumber(finished)} trials: ${ours.busyMs.toPrecision(3)} ms of processor time`;
  if (optunas === undefined) return own;
  return `${own}; Optuna, in memory: ${optunas.busyMs.toPrecision(3)} ms, ${times(optunas.busyMs, ours.busyMs)} times as long`;
}

function endToEnd({ endToEnd: speeds }: SearchBench): string[] {
  const { trials, lanes } = speeds[0]!;
  const rows = speeds.map(({ sampler, ours, optunas }) => [
    sampler,
    ours.wallMs.toPrecision(3),
    ours.busyMs.toPrecision(3),
    ...(optunas === undefined
      ? ['', '', '', '']
      : [
          optunas.wallMs.toPrecision(3),
          optunas.busyMs.toPrecision(3),
          `${times(optunas.wallMs, ours.wallMs)}, ${times(optunas.busyMs, ours.busyMs)}`,
          formatNumber(optunas.trials),
        ]),
  ]);
  return [
    `${formatNumber(trials)} trials that do nothing, on ${lanes} lanes, beside Optuna on SQLite: milliseconds for each, and of processor time`,
    renderTable(['sampler', 'ours', 'busy', 'Optuna', 'busy', 'times', 'of trials'], rows),
    ...growth(speeds),
  ];
}

/** How Optuna slows as its study grows. */
function growth(speeds: SearchBench['endToEnd']): string[] {
  const rows = speeds.flatMap(({ sampler, optunas }) =>
    (optunas?.curve ?? []).map(({ trials, wallMs, busyMs }) => [
      sampler,
      formatNumber(trials),
      wallMs.toPrecision(3),
      busyMs.toPrecision(3),
    ]),
  );
  if (rows.length === 0) return [];
  return [
    "Optuna's milliseconds for each of so many first trials",
    renderTable(['sampler', 'trials', 'ms', 'busy'], rows),
  ];
}
