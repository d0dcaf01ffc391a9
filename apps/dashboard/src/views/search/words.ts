/** What is said of a search in lines: what it looks for, how far it is, the best so far, and what comes next. */
import type { SearchStanding } from '@ranksweep/search';
import type { TrialState } from '@ranksweep/store';
import { countOf, formatNumber } from '@ranksweep/text';
import type { Line, Span } from '../../chart/index.ts';
import { textLine } from '../../table.ts';
import { lineText, valueText } from '../../words.ts';
import type { SearchData } from './searchData.ts';

/** In the order in which they are told. */
const STATES: readonly TrialState[] = ['done', 'pruned', 'diverged', 'failed'];

export const objectiveOf = ({ search: { minimize, maximize } }: SearchStanding): string =>
  (minimize ?? maximize)!;

export function headLines(data: SearchData, standing: SearchStanding): Line[] {
  const { search } = standing;
  const { sampler, pruner, summary, minimize } = search;
  const by = pruner === undefined ? sampler : `${sampler} with ${pruner.kind}`;
  const goal = minimize === undefined ? 'maximize' : 'minimize';
  return [
    [
      ...partSpans(data),
      { text: `${goal} ` },
      { text: lineText(objectiveOf(standing)), bold: true },
      { text: `, ${summary} over seeds, by ${by}` },
    ],
    textLine(trialsText(standing)),
    bestLine(data, standing),
    textLine(nextText(standing), { dim: true }),
  ];
}

export function partSpans({ parts, partAt, partName }: SearchData): Span[] {
  const place = parts.length > 1 ? ` (${partAt + 1} of ${parts.length})` : '';
  return [{ text: 'part ' }, { text: lineText(partName), bold: true }, { text: `${place}: ` }];
}

/** `24 of 60 trials asked: 5 done, 12 pruned, 3 diverged; 4 at work; 36 left` */
function trialsText({ search, trials, counts, left }: SearchStanding): string {
  const ends = STATES.filter((state) => counts[state] > 0).map((state) => `${counts[state]} ${state}`);
  return [
    `${trials.length} of ${countOf(search.trials, 'trial')} asked${ends.length === 0 ? '' : `: ${ends.join(', ')}`}`,
    ...(counts.running > 0 ? [`${counts.running} at work`] : []),
    ...(left > 0 ? [`${left} left`] : []),
  ].join('; ');
}

function bestLine(data: SearchData, { search, ranked: [best] }: SearchStanding): Line {
  if (best === undefined) return textLine('no trial has ended with a number yet');
  const values = data.valuesIn([best.cell]).get(best.cell)!;
  const axes = Object.keys(search.space).filter((path) => values.has(path));
  const names = shortNames(axes);
  const cell = axes.map((path, i) => `${lineText(names[i]!)}=${valueText(values.get(path))}`).join(' ');
  return [
    { text: 'best ' },
    { text: formatNumber(best.objective), bold: true, color: 2 },
    { text: ` of trial ${best.number}: ${cell}` },
  ];
}

function nextText({ next }: SearchStanding): string {
  if (next === undefined) return 'no trial is left to be asked';
  const { number, after } = next;
  return `next: trial ${number}, once ${after === undefined ? 'a lane is free' : `trial ${after} has ended`}`;
}

/** The last words of paths, where they tell them apart. */
export function shortNames(paths: readonly string[]): string[] {
  const last = paths.map((path) => path.slice(path.lastIndexOf('.') + 1));
  return paths.map((path, i) => (last.indexOf(last[i]!) === last.lastIndexOf(last[i]!) ? last[i]! : path));
}
