/** The beginning of the page: of every published number whether it is met, and if not, why. */
import { isDeepStrictEqual } from 'node:util';
import { PUBLISHED_PRECISION, type PublishedTrajectory } from '@ranksweep/experiments';
import { cellsOf } from '@ranksweep/kinds';
import type { SweepSpec } from '@ranksweep/sweep';
import type { MeasuredRun } from '../measuredRuns.ts';
import { cellTitle, NONE, spreadOf, spreadText, table, type Spread } from '../words.ts';
import { publishedNumbers, SNAPSHOT_ITERATIONS, type PublishedNumber } from './publishedNumbers.ts';
import type { Reason } from './reasons.ts';
import { VERDICTS, verdictOf, type Verdict } from './verdict.ts';

/** A published plot and the runs of its cell. */
export interface ComparedPlot {
  readonly published: PublishedTrajectory;
  readonly runs: readonly MeasuredRun[];
}

/** @param published of the definition that the sweep is of; what the sweep has no cell of is left out */
export function comparedPlots(
  published: readonly PublishedTrajectory[],
  { parts }: SweepSpec,
  runs: readonly MeasuredRun[],
): ComparedPlot[] {
  return published.flatMap((one) => {
    const cells = cellsOf(parts[one.part] ?? { axes: {} });
    const place = cells.findIndex((cell) => isDeepStrictEqual(cell, one.cell));
    const alike = runs.filter(({ part, cell }) => part === one.part && cell === place);
    return alike.length === 0 ? [] : [{ published: one, runs: alike }];
  });
}

interface Line {
  readonly number: PublishedNumber;
  readonly here: Spread | undefined;
  readonly verdict: Verdict;
}

const HOW_TO_READ = `
_Met_: the median here is the published value, within the ${PUBLISHED_PRECISION * 100} % to which it was read off, and for half-rises also
within a snapshot of ${SNAPSHOT_ITERATIONS} iterations. _Within range_: it is not, but the published value lies between the smallest and the
largest here. _Differs_: neither. Every published plot is of one run with an unknown seed, so "within range" is what one can hope for where
seeds differ.`;

/** @returns paragraphs of Markdown; none where nothing is published of what was run */
export function verdictSection(plots: readonly ComparedPlot[], reasons: readonly Reason[]): string[] {
  const sections = plots.map(({ published, runs }) => ({
    published,
    lines: publishedNumbers(published).map((number): Line => {
      const here = spreadOf(runs.map(number.of));
      return { number, here, verdict: verdictOf(number, here) };
    }),
  }));
  if (sections.length === 0) return [];
  return [
    '## Verdicts',
    `${tally(sections.flatMap(({ lines }) => lines))}.`,
    HOW_TO_READ,
    ...sections.flatMap(({ published, lines }) => {
      const reasonOf = (number: string): string =>
        reasons.find(
          (one) =>
            one.part === published.part &&
            isDeepStrictEqual(one.cell ?? {}, published.cell) &&
            one.numbers.test(number),
        )?.why ?? 'not explained yet';
      return [
        `**[${published.definition}](#${published.definition}), ${titleOf(published)}** (${published.source}). ${tally(lines)}.`,
        table(
          ['', 'published', 'here', 'verdict'],
          lines.map(({ number, here, verdict }) => [
            number.name,
            number.format(number.value),
            here === undefined ? NONE : spreadText(here, number.format),
            verdict === 'differs' ? `differs: ${reasonOf(number.name)}` : verdict,
          ]),
        ),
      ];
    }),
  ];
}

const titleOf = ({ part, cell }: PublishedTrajectory): string =>
  [part, cellTitle(cell)].filter((text) => text !== '').join(', ');

/** `30 published numbers: met 12, within range 15, differs 3`. */
function tally(lines: readonly Line[]): string {
  const counts = VERDICTS.map((word) => `${word} ${lines.filter(({ verdict }) => verdict === word).length}`);
  return `${lines.length} published numbers: ${counts.join(', ')}`;
}
