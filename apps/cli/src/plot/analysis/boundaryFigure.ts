/** The figure of boundaries that a sweep has found: their place and interval against another axis. */
import type { AxisNames } from '@ranksweep/kinds';
import type { Figure, FinalPanel, FinalPoint } from '@ranksweep/plot';
import type * as Plots from '@ranksweep/plot';
import type { FoundBoundary } from '@ranksweep/search';
import { sweepText, type ReadOnlyStore, type SweepSummary } from '@ranksweep/store';
import { InputError } from '@ranksweep/core';
import { checkedSpec } from '@ranksweep/sweep';
import { countOf } from '@ranksweep/text';
import { confidenceText, partBoundaries, type PartBoundary } from '../../boundaryFacts.ts';

/** @throws InputError for a sweep that looks for no boundary, or has not begun */
export async function boundaryFigure(
  store: ReadOnlyStore,
  sweep: SweepSummary,
  names: AxisNames | undefined,
): Promise<Figure> {
  const figure = await figureOfBoundaries(await partBoundaries(store, sweep.id, checkedSpec(sweep)), names);
  if (figure === undefined) {
    throw new InputError(
      `--as boundary: expected a sweep with a part that looks for a boundary and has runs that have ended, found none in ${sweepText(sweep)}`,
    );
  }
  return figure;
}

/** Undefined where no run has ended. */
export async function figureOfBoundaries(
  boundaries: readonly PartBoundary[],
  names: AxisNames | undefined,
): Promise<Figure | undefined> {
  const plot = await import('@ranksweep/plot');
  const begun = boundaries
    .map((one) => ({ ...one, lines: one.lines.filter(({ runs }) => runs > 0) }))
    .filter(({ lines }) => lines.length > 0);
  if (begun.length === 0) return undefined;
  return {
    caption: captionOf(begun),
    panels: begun.map(({ part, lines }) => panelOf(lines, begun.length > 1 ? part : '', { names, plot })),
  };
}

function captionOf(begun: readonly PartBoundary[]): string {
  const told = new Set(
    begun.map(({ boundary }) => {
      const { along, outcome, holds } = boundary;
      const side = holds === 'above' ? 'least' : 'greatest';
      return `The ${side} ${along} at which ${outcome} for half of the seeds or more. Bars: intervals of ${confidenceText(boundary)} confidence.`;
    }),
  );
  const found = begun.flatMap(({ lines }) => lines);
  const runs = found.reduce((sum, line) => sum + line.runs, 0);
  const isOpen = found.some(({ to }) => to === undefined);
  return `${[...told].join(' ')} ${countOf(runs, 'run')}.${isOpen ? ' Where the interval goes on beyond the values that were tried, the bar ends at the last of them.' : ''}`;
}

interface Words {
  readonly names: AxisNames | undefined;
  readonly plot: typeof Plots;
}

/** The axis with the most values goes across; others have a colour for each combination of their values. */
function panelOf(lines: readonly FoundBoundary[], title: string, { names, plot }: Words): FinalPanel {
  const paths = [...new Set(lines.flatMap(({ others }) => Object.keys(others)))];
  const valuesOf = (path: string): unknown[] => [
    ...new Map(lines.map(({ others }) => [JSON.stringify(others[path]), others[path]])).values(),
  ];
  const [across, ...rest] = paths.toSorted((a, b) => valuesOf(b).length - valuesOf(a).length);
  const values = across === undefined ? [''] : valuesOf(across);
  const isNumeric = values.every((value) => typeof value === 'number');
  const groupOf = ({ others }: FoundBoundary): string =>
    rest.length === 1
      ? plot.valueLabels(rest[0]!, [others[rest[0]!]], names)[0]!
      : rest.map((path) => `${path}=${JSON.stringify(others[path])}`).join(', ');
  const pointOf = (line: FoundBoundary): FinalPoint => {
    const value = across === undefined ? '' : line.others[across];
    const ends = [line.from, line.to ?? line.estimate ?? line.from].filter((end) => end !== undefined);
    const place = line.estimate ?? Infinity;
    return {
      x: isNumeric
        ? (value as number)
        : values.findIndex((one) => JSON.stringify(one) === JSON.stringify(value)),
      value: place,
      low: Math.min(place, ...ends),
      high: place === Infinity ? Infinity : Math.max(place, ...ends),
      // Its bar is no summary of runs.
      runs: 1,
    };
  };
  const groups = Map.groupBy(lines, groupOf);
  return {
    kind: 'final',
    title,
    xTitle: across === undefined ? '' : plot.axisTitle(across, names),
    yTitle: plot.axisTitle(lines[0]!.along, names),
    ...(rest.length === 1 ? { groupTitle: plot.axisTitle(rest[0]!, names) } : {}),
    seeds: 'range',
    hasErrors: false,
    ...(isNumeric ? {} : { xLabels: across === undefined ? [''] : plot.valueLabels(across, values, names) }),
    lines: Array.from(groups, ([group, own]) => ({
      ...(rest.length === 0 ? {} : { group }),
      points: own.map(pointOf),
      theory: [],
    })),
  };
}
