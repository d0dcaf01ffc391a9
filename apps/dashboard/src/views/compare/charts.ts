/** Charts of what is compared: one of every metric, and one of every family of ranked metrics. */
import { lineChart, type Line, type ScaleKind, type Series } from '../../chart/index.ts';
import type { Size } from '../../view.ts';
import type { ScaleOptions } from '../run/chartOptions.ts';
import { familiesOf, type FamilyKind, type Member } from '../run/families.ts';
import { seriesShownWhole, type GrowingSeries, type Points } from '../run/growingSeries.ts';
import type { Compared, Comparison } from './comparison.ts';

export interface ComparedMetric {
  readonly name: string;
  readonly kind: FamilyKind;
  /** More than one where they are ranked. */
  readonly members: readonly Member[];
}

export interface CompareOptions extends ScaleOptions {
  /** The seeds dotted below their median. */
  seeds: boolean;
}

/** Losses and errors come first: they are what one compares by. */
const order: readonly FamilyKind[] = ['errors', 'losses', 'ranked', 'others'];

export function comparedMetrics(metrics: readonly string[]): ComparedMetric[] {
  const families = familiesOf(metrics);
  const charts = families.flatMap(({ name, kind, members }): ComparedMetric[] =>
    kind === 'ranked'
      ? [{ name, kind, members }]
      : members.map((member) => ({ name: member.metric, kind, members: [member] })),
  );
  return charts.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

interface Drawn {
  readonly source: Compared;
  readonly series: GrowingSeries;
  readonly isSeed: boolean;
}

export interface CompareChart {
  readonly metric: ComparedMetric;
  readonly drawn: readonly Drawn[];
  readonly shown: number;
}

/** @param first the source whose curves lie above the others */
export function compareChart(
  comparison: Comparison,
  metric: ComparedMetric,
  { top, seeds }: CompareOptions,
  first: number,
): CompareChart {
  const members = metric.members.slice(0, metric.kind === 'ranked' ? top : 1);
  const { sources } = comparison;
  const ordered = [...sources.slice(first, first + 1), ...sources.filter((_, i) => i !== first)];
  const drawn = ordered.flatMap((source) =>
    members.flatMap((member): Drawn[] => {
      const own: Drawn = { source, series: comparison.series(source, member.metric), isSeed: false };
      if (!seeds || source.runIds.length === 1) return [own];
      const ofSeeds = comparison.seeds(source, member.metric);
      return [own, ...ofSeeds.map((series): Drawn => ({ source, series, isSeed: true }))];
    }),
  );
  return { metric, drawn: drawn.filter(({ series }) => series.length > 0), shown: members.length };
}

export function drawCompareChart(
  { metric, drawn, shown }: CompareChart,
  options: CompareOptions,
  size: Size,
): Line[] {
  const xScale: ScaleKind = options.logIterations ? 'log' : 'linear';
  const yScale: ScaleKind = options.logValues.has(metric.kind) ? 'log' : 'linear';
  const isShownWhole = seriesShownWhole(
    drawn.map(({ series }) => series),
    yScale,
  );
  const pointsOf = (series: GrowingSeries): Points =>
    isShownWhole(series) ? series.thinned(xScale) : series.points;
  const series = drawn.map(({ source: { label, color }, series: one, isSeed }): Series => ({
    ...pointsOf(one),
    color,
    label: isSeed ? '' : label,
    dashed: isSeed,
  }));
  const notes = [
    metric.kind === 'ranked' ? `top ${shown} of ${metric.members.length}` : '',
    yScale === 'log' ? 'log' : '',
    drawn.some(({ isSeed }) => isSeed) ? 'dotted: seeds' : '',
  ];
  return [
    ...lineChart({
      ...size,
      series,
      xScale,
      yScale,
      title: metric.name,
      yLabel: notes.filter((note) => note !== '').join(', '),
    }),
  ];
}
