/** The chart of a family of metrics: its curves, the theory or the other seeds dotted beside them, and the events. */
import type { TrajectoryEvent } from '@ranksweep/core';
import {
  lineChart,
  seriesColor,
  type ColorIndex,
  type Line,
  type ScaleKind,
  type Series,
} from '../../chart/index.ts';
import type { Size } from '../../view.ts';
import type { ChartOptions } from './chartOptions.ts';
import { eventMarks } from './eventMarks.ts';
import { predictedName, type Family, type Member } from './families.ts';
import { seriesShownWhole, type GrowingSeries, type Points } from './growingSeries.ts';
import type { OtherSeed } from './otherSeeds.ts';
import type { Trajectories } from './trajectories.ts';
import { whileRising, type MeasuredRange } from './whileRising.ts';

export interface ChartSubject {
  readonly family: Family;
  readonly own: Trajectories;
  readonly others: readonly OtherSeed[];
  /** Names of metrics of the run. */
  readonly metrics: ReadonlySet<string>;
  readonly events: readonly TrajectoryEvent[];
  readonly options: ChartOptions;
}

/** Curves of a family without ranks. */
const MOST_UNRANKED = 12;
/** Of other seeds, together; to read more would take longer than a key may. */
const MOST_BESIDE = 1_000_000;

interface Drawn {
  readonly member: Member;
  readonly series: GrowingSeries;
  readonly color: ColorIndex;
}

/** What a chart is made of, read as far as it is missing. */
export interface ChartData {
  readonly shown: readonly Member[];
  readonly measured: readonly Drawn[];
  readonly theory: readonly Drawn[];
  readonly seeds: readonly Drawn[];
  readonly seedsShown: readonly number[];
}

export function chartData({ family, own, others, metrics, options }: ChartSubject): ChartData {
  const shown = family.members.slice(0, family.kind === 'ranked' ? options.top : MOST_UNRANKED);
  const drawn = (of: Trajectories): Drawn[] =>
    shown.map((member, i) => ({ member, series: of.of(member.metric), color: seriesColor(i) }));
  const measured = drawn(own);
  const hasTheory = ({ member }: Drawn): boolean =>
    options.beside === 'theory' && metrics.has(predictedName(member.metric));
  const theory = measured
    .filter(hasTheory)
    .map((one) => ({ ...one, series: own.of(predictedName(one.member.metric)) }));
  return { shown, measured, theory, ...seedsOf(others, drawn) };
}

function seedsOf(
  others: readonly OtherSeed[],
  drawn: (of: Trajectories) => Drawn[],
): Pick<ChartData, 'seeds' | 'seedsShown'> {
  const seeds: Drawn[] = [];
  const seedsShown: number[] = [];
  let points = 0;
  for (const { seed, trajectories } of others) {
    if (points > MOST_BESIDE) break;
    const curves = drawn(trajectories).filter(({ series }) => series.length > 0);
    points += curves.reduce((sum, { series }) => sum + series.length, 0);
    seeds.push(...curves);
    if (curves.length > 0) seedsShown.push(seed);
  }
  return { seeds, seedsShown };
}

export function familyChart({ family, options, events }: ChartSubject, data: ChartData, size: Size): Line[] {
  const xScale: ScaleKind = options.logIterations ? 'log' : 'linear';
  const yScale: ScaleKind = options.logValues.has(family.kind) ? 'log' : 'linear';
  const { measured, theory, seeds, shown } = data;
  const all = [...measured, ...theory, ...seeds].map(({ series }) => series);
  const isShown = seriesShownWhole(all, yScale);
  const pointsOf = ({ series }: Drawn): Points => (isShown(series) ? series.thinned(xScale) : series.points);
  const range = rangeOf(measured, yScale);
  const points = new Map(measured.map((one) => [one.member, pointsOf(one)]));
  const dotted = ({ color }: Drawn, part: Points): Series => ({ ...part, color, label: '', dashed: true });
  const series: Series[] = [
    ...measured.map(({ member, color }) => ({ ...points.get(member)!, color, label: member.label })),
    ...theory.map((one) => dotted(one, whileRising(pointsOf(one), points.get(one.member)!, range))),
    ...seeds.map((one) => dotted(one, pointsOf(one))),
  ];
  return [
    ...lineChart({
      ...size,
      series,
      events: options.events ? eventMarks(events, family, shown) : [],
      xScale,
      yScale,
      title: family.name,
      yLabel: noteOf(family, data, yScale),
    }),
  ];
}

/** A linear axis holds zero. */
function rangeOf(measured: readonly Drawn[], yScale: ScaleKind): MeasuredRange {
  const zero = yScale === 'linear' ? [0] : [];
  return {
    least: Math.min(...zero, ...measured.map(({ series }) => series.smallest)),
    most: Math.max(...zero, ...measured.map(({ series }) => series.largest)),
  };
}

function noteOf(
  { kind, members }: Family,
  { shown, theory, seedsShown }: ChartData,
  yScale: ScaleKind,
): string {
  const counted =
    kind === 'ranked' ? `top ${shown.length} of ${members.length}` : `${shown.length} of ${members.length}`;
  return [
    kind === 'ranked' || shown.length < members.length ? counted : '',
    yScale === 'log' ? 'log' : '',
    theory.length > 0 ? 'dotted: theory' : '',
    seedsShown.length > 0
      ? `dotted: ${seedsShown.length > 1 ? 'seeds' : 'seed'} ${seedsShown.join(' ')}`
      : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}
