/** Panels that tell what a sweep's axes do to an objective. */
import type { AxisNames } from '@ranksweep/kinds';
import type { BarPanel, ParallelPanel, PlanePoint, ScatterPanel } from '@ranksweep/plot';
import type * as Plots from '@ranksweep/plot';
import type { AnalysedAxis, AnalysedPoint, AnalysisTable } from '@ranksweep/search';
import type * as Searches from '@ranksweep/search';
import { numberTicks, placeTicks, planeAxisOf, planeEnds, planePlace, scaleOf } from './scales.ts';

export interface PanelContext {
  readonly table: AnalysisTable;
  readonly title: string;
  readonly names: AxisNames | undefined;
  /** These axes alone. Default: the most important ones. */
  readonly axes: readonly string[] | undefined;
  readonly plot: typeof Plots;
  readonly search: typeof Searches;
}

const MOST_BARS = 10;
const MOST_SLICES = 6;
const MOST_IN_SURFACES = 3;
const MOST_UPRIGHT = 8;
/** More of them hide each other, and make large files. */
const MOST_POINTS = 1500;
const MOST_LINES = 400;
/** Of parallel coordinates, the share of the points that stands out, and how many at most. */
const BEST_SHARE = 0.05;
const MOST_BEST = 10;
const STEPS = 32;

export function importancePanels({
  table,
  title,
  names,
  axes: asked,
  plot,
  search,
}: PanelContext): BarPanel[] {
  const { axes, together } = search.importanceOf(table);
  const xTitle = `share of the variance of ${plot.metricInWords(table.objectives[0]!.name)}`;
  const shown =
    asked === undefined ? axes.slice(0, MOST_BARS) : axes.filter(({ path }) => asked.includes(path));
  const bars = shown.map(({ path, share, deviation }) => ({
    label: plot.axisTitle(path, names),
    value: share,
    low: share - deviation,
    high: share + deviation,
  }));
  const rest = { label: 'only together', value: together, low: together, high: together };
  return [{ kind: 'bars', title, xTitle, bars: axes.length > 1 ? [...bars, rest] : bars }];
}

/** The objective of every point by its number, and the best so far. A search has pruned the numbers that are missing. */
export function bestPanels({ table, title, plot, search }: PanelContext): ScatterPanel[] {
  const [objective] = table.objectives;
  const improvements = search.improvementsOf(table);
  const better = new Set(improvements);
  const points = table.points.map((point) => ({ point, x: point.cell, y: point.objectives[0]! }));
  const scale = scaleOf(points.map(({ y }) => y));
  const corners = cornersOf(improvements.map(({ cell, objectives }) => ({ x: cell, y: objectives[0]! })));
  const last = corners.at(-1);
  return [
    {
      kind: 'scatter',
      title,
      x: { title: 'cell' },
      y: { title: plot.metricInWords(objective!.name), scale },
      points: someOf(points, MOST_POINTS, ({ point }) => better.has(point)).map(({ point, x, y }) => ({
        x,
        y,
        isMarked: better.has(point),
      })),
      line: last === undefined ? [] : [...corners, { x: table.points.at(-1)!.cell, y: last.y }],
    },
  ];
}

export function slicePanels(context: PanelContext): ScatterPanel[] {
  const { table, names, plot, search } = context;
  const axes = chosenAxes(context, MOST_SLICES);
  const best = new Set(bestOf(table, search));
  const scale = scaleOf(table.points.map(({ objectives }) => objectives[0]!));
  const points = someOf(table.points, MOST_POINTS, (point) => best.has(point));
  return axes.map((axis): ScatterPanel => {
    const index = table.axes.indexOf(axis.path);
    const x = planeAxisOf(axis, { names, plot, direction: 'across' });
    return {
      kind: 'scatter',
      title: plot.axisTitle(axis.path, names),
      x,
      y: { title: plot.metricInWords(table.objectives[0]!.name), scale },
      points: points.map((point) => ({
        x: planePlace(axis, point.values[index]),
        y: point.objectives[0]!,
        isMarked: best.has(point),
      })),
    };
  });
}

/** For pairs of axes, what a forest says of the objective, averaged over all others, with the points themselves. */
export function contourPanels(context: PanelContext): ScatterPanel[] {
  const { table, names, plot, search } = context;
  const { forest } = search.forestOf(table);
  const axes = chosenAxes(context, MOST_IN_SURFACES);
  const values = table.points.map(({ objectives }) => objectives[0]!);
  const finite = values.filter(Number.isFinite);
  const [objective] = table.objectives;
  // The forest knows ranks, the best first. A value of that rank has the objective's own unit.
  const sorted = Float64Array.from(finite).sort();
  if (objective!.goal === 'maximize') sorted.reverse();
  const share = finite.length / values.length;
  const valueAt = (rank: number): number => plot.quantile(sorted, Math.min(1, rank / share));
  const valueTitle = plot.metricInWords(objective!.name);
  const scale = scaleOf(finite);
  const shown = someOf(table.points, MOST_POINTS / 3, () => false);
  return axes.flatMap((first, i) =>
    axes.slice(i + 1).map((second): ScatterPanel => {
      const [a, b] = [first, second].map((axis) => table.axes.indexOf(axis.path)) as [number, number];
      const surface = search.surfaceOf(forest, a, b, STEPS);
      return {
        kind: 'scatter',
        title: '',
        x: planeAxisOf(first, { names, plot, direction: 'across' }),
        y: planeAxisOf(second, { names, plot, direction: 'up' }),
        valueTitle,
        scale,
        surface: {
          columns: STEPS,
          rows: STEPS,
          ends: { x: planeEnds(first), y: planeEnds(second) },
          values: surface.map(valueAt),
        },
        points: shown
          .filter(({ objectives }) => Number.isFinite(objectives[0]))
          .map((point) => ({
            x: planePlace(first, point.values[a]),
            y: planePlace(second, point.values[b]),
            value: point.objectives[0]!,
          })),
      };
    }),
  );
}

export function parallelPanels(context: PanelContext): ParallelPanel[] {
  const { table, title, names, plot, search } = context;
  const [objective] = table.objectives;
  const important = new Set(chosenAxes(context, MOST_UPRIGHT));
  const axes =
    context.axes === undefined
      ? search.forestOf(table).axes.filter(({ path }) => [...important].some((one) => one.path === path))
      : [...important];
  const best = new Set(bestOf(table, search));
  const finite = table.points.filter(({ objectives }) => Number.isFinite(objectives[0]));
  const values = finite.map(({ objectives }) => objectives[0]!);
  const scale = scaleOf(values);
  const ends = [
    values.reduce((a, b) => Math.min(a, b), Infinity),
    values.reduce((a, b) => Math.max(a, b), -Infinity),
  ] as const;
  const valueTitle = plot.metricInWords(objective!.name);
  const upright = axes.map((axis) => ({
    title: plot.axisTitle(axis.path, names),
    ticks: placeTicks(axis, { names, plot }),
  }));
  const placeOfValue = placesBetween(scale, ends);
  const valueTicks =
    ends[1] > ends[0]
      ? numberTicks(scale, ends, { plot }).map(({ value, label }) => ({ at: placeOfValue(value), label }))
      : [{ at: 0.5, label: String(ends[0]) }];
  return [
    {
      kind: 'parallel',
      title,
      valueTitle,
      scale,
      span: 2,
      axes: [...upright, { title: valueTitle, ticks: valueTicks }],
      lines: someOf(finite, MOST_LINES, (point) => best.has(point))
        // The best lie on top.
        .toSorted((a, b) => (objective!.goal === 'minimize' ? 1 : -1) * (b.objectives[0]! - a.objectives[0]!))
        .map((point) => ({
          places: [
            ...axes.map((axis) => axis.place(point.values[table.axes.indexOf(axis.path)])),
            placeOfValue(point.objectives[0]!),
          ],
          value: point.objectives[0]!,
          isMarked: best.has(point),
        })),
    },
  ];
}

export function paretoPanels({ table, title, plot, search }: PanelContext): ScatterPanel[] {
  const [first, second] = table.objectives;
  const front = search.paretoFront(table).map((i) => table.points[i]!);
  const inFront = new Set(front);
  const place = ({ objectives }: AnalysedPoint): PlanePoint => ({ x: objectives[0]!, y: objectives[1]! });
  const finite = table.points.filter(({ objectives }) => objectives.every(Number.isFinite));
  return [
    {
      kind: 'scatter',
      title,
      x: {
        title: plot.metricInWords(first!.name),
        scale: scaleOf(finite.map(({ objectives }) => objectives[0]!)),
      },
      y: {
        title: plot.metricInWords(second!.name),
        scale: scaleOf(finite.map(({ objectives }) => objectives[1]!)),
      },
      points: someOf(finite, MOST_POINTS, (point) => inFront.has(point)).map((point) => ({
        ...place(point),
        isMarked: inFront.has(point),
      })),
      line: cornersOf(front.map(place)),
    },
  ];
}

/** Steps through the points: at each, what the one before had still holds. */
function cornersOf(points: readonly PlanePoint[]): { x: number; y: number }[] {
  return points.flatMap(({ x, y }, i) =>
    i === 0
      ? [{ x, y }]
      : [
          { x, y: points[i - 1]!.y },
          { x, y },
        ],
  );
}

/** The axes that were asked for, or the most important ones, the first of them first. */
function chosenAxes({ table, axes: asked, search }: PanelContext, most: number): AnalysedAxis[] {
  const byPath = new Map(search.forestOf(table).axes.map((axis) => [axis.path, axis]));
  const paths =
    asked ??
    search
      .importanceOf(table)
      .axes.map(({ path }) => path)
      .slice(0, most);
  return paths.flatMap((path) => byPath.get(path) ?? []);
}

function bestOf(table: AnalysisTable, search: PanelContext['search']): AnalysedPoint[] {
  const count = Math.min(MOST_BEST, Math.max(1, Math.round(BEST_SHARE * table.points.length)));
  return search.bestFirst(table).slice(0, count);
}

/** All that must be among them, and of the others as many as there is room for, evenly chosen. */
function someOf<Item>(items: readonly Item[], most: number, isKept: (item: Item) => boolean): Item[] {
  if (items.length <= most) return [...items];
  const stride = items.length / most;
  return items.filter((item, i) => isKept(item) || Math.floor(i / stride) !== Math.floor((i - 1) / stride));
}

const placesBetween = (
  kind: 'linear' | 'log',
  [low, high]: readonly [number, number],
): ((value: number) => number) => {
  const on = kind === 'log' ? Math.log : (value: number): number => value;
  const width = on(high) - on(low);
  return (value) => (width > 0 ? (on(value) - on(low)) / width : 0.5);
};
