/** Figures of what a sweep's axes do, which no definition has: `plot SWEEP --as importance`. */
import { hint, InputError } from '@ranksweep/core';
import type { AxisNames } from '@ranksweep/kinds';
import type { Figure, FigurePanel } from '@ranksweep/plot';
import type { AnalysisTable, Objective } from '@ranksweep/search';
import { sweepText, type ReadOnlyStore, type SweepSummary } from '@ranksweep/store';
import { boundaryFigure } from './boundaryFigure.ts';
import {
  bestPanels,
  contourPanels,
  importancePanels,
  parallelPanels,
  paretoPanels,
  slicePanels,
  type PanelContext,
} from './panels.ts';
import { objectivesAsked } from '../../objectives.ts';
import { readTable, requireObjective } from './readTable.ts';

interface View {
  readonly panels: (context: PanelContext) => FigurePanel[];
  /** How many objectives it is of. */
  readonly objectives: 1 | 2;
  /** Whether it tells of axes, so that there have to be some. */
  readonly hasAxes: boolean;
  /** Whether trials count that a search has pruned, and that have ended all the same. Default: they do. */
  readonly hasPruned?: false;
  readonly caption: (objectives: string) => string;
}

const views: Readonly<Record<string, View>> = {
  importance: {
    panels: importancePanels,
    objectives: 1,
    hasAxes: true,
    caption: (objective) =>
      `How much of the variance of the final ${objective} each axis explains alone: functional analysis of variance of a random ` +
      'forest, of the ranks of the cells. Lines: one standard deviation over the trees.',
  },
  parallel: {
    panels: parallelPanels,
    objectives: 1,
    hasAxes: true,
    caption: (objective) =>
      `Every line is a cell; the colour is its final ${objective}. Bold: the best ones.`,
  },
  slice: {
    panels: slicePanels,
    objectives: 1,
    hasAxes: true,
    caption: (objective) => `Final ${objective} of every cell against each axis. Large: the best ones.`,
  },
  contour: {
    panels: contourPanels,
    objectives: 1,
    hasAxes: true,
    caption: (objective) =>
      `Final ${objective} against pairs of axes: what a random forest says, averaged over all other axes. Points: cells, in their ` +
      'own colours.',
  },
  pareto: {
    panels: paretoPanels,
    objectives: 2,
    hasAxes: false,
    caption: (objectives) =>
      `Final ${objectives} of every cell. Large, with a line: the Pareto front, which no cell beats in both.`,
  },
  best: {
    panels: bestPanels,
    objectives: 1,
    hasAxes: false,
    caption: (objective) =>
      `Final ${objective} of the cells in their order, but for those that a search has pruned. Line: the best so far.`,
    hasPruned: false,
  },
};

const BOUNDARY = 'boundary';

export interface AnalysisOptions {
  readonly as: string;
  readonly minimize?: readonly string[];
  readonly maximize?: readonly string[];
  /** Keys of axes, with commas between them. */
  readonly axes?: string;
}

/** @throws InputError for objectives or axes that the sweep does not have, and where it has too few cells */
export async function analysisFigure(
  store: ReadOnlyStore,
  sweep: SweepSummary,
  options: AnalysisOptions,
  names: AxisNames | undefined,
): Promise<Figure> {
  if (options.as === BOUNDARY) {
    const asked = options.minimize ?? options.maximize ?? options.axes;
    if (asked !== undefined)
      throw new InputError('--as boundary: expected no --minimize, --maximize or --axes beside it');
    return await boundaryFigure(store, sweep, names);
  }
  const view = views[options.as]!;
  if (!view.hasAxes && options.axes !== undefined)
    throw new InputError(`--as ${options.as}: expected no --axes beside it, found '${options.axes}'`);
  const [plot, search] = await Promise.all([import('@ranksweep/plot'), import('@ranksweep/search')]);
  const objectives = objectivesOf(sweep, options, view);
  for (const objective of objectives) requireObjective(store, sweep, objective);
  const asked = options.axes?.split(',').map((path) => path.trim());
  const pruned = view.hasPruned === false ? prunedCells(store, sweep.id) : new Set<string>();
  const parts = store
    .partsOfSweep(sweep.id)
    .map((part) => ({ part, table: shownTable(store, sweep, part, { objectives, pruned }) }));
  requireAxes(
    asked,
    parts.flatMap(({ table }) => table.axes),
  );
  const least = view.hasAxes ? search.FEWEST_POINTS : 1;
  const drawn = parts.filter(
    ({ table }) =>
      table.points.length >= least &&
      (!view.hasAxes ||
        (asked === undefined ? table.axes.length > 0 : asked.some((path) => table.axes.includes(path)))),
  );
  if (drawn.length === 0) {
    const most = Math.max(0, ...parts.map(({ table }) => table.points.length));
    const others = sweep.runs.pruned > 0 ? ', beside those that were pruned' : '';
    throw new InputError(
      `--as ${options.as}: expected a part with ${least} cells or more that have ended${view.hasAxes ? ', and an axis' : ''}, found ` +
        `${most} in ${sweepText(sweep)}${others}`,
    );
  }
  const words = objectives.map(({ name }) => plot.metricInWords(name)).join(' and ');
  const panels = drawn.flatMap(({ part, table }) =>
    view.panels({ table, title: drawn.length > 1 ? part : '', names, axes: asked, plot, search }),
  );
  if (panels.length === 0) {
    throw new InputError(
      `--as ${options.as}: expected two axes of one part or more, found one in ${sweepText(sweep)}`,
    );
  }
  return { caption: view.caption(words), panels, ...(panels.length > 3 ? { columns: 3 } : {}) };
}

/** The best so far of one part, as `--as best` draws it. Undefined where none of its cells has ended. */
export async function bestFigure(
  store: ReadOnlyStore,
  sweep: SweepSummary,
  part: string,
  objective: Objective,
): Promise<Figure | undefined> {
  const [plot, search] = await Promise.all([import('@ranksweep/plot'), import('@ranksweep/search')]);
  const table = shownTable(store, sweep, part, {
    objectives: [objective],
    pruned: prunedCells(store, sweep.id),
  });
  if (table.points.length === 0) return undefined;
  const panels = bestPanels({ table, title: '', names: undefined, axes: undefined, plot, search });
  return { caption: views.best!.caption(plot.metricInWords(objective.name)), panels };
}

/** The cells of a part but for those that count as pruned. */
function shownTable(
  store: ReadOnlyStore,
  sweep: SweepSummary,
  part: string,
  { objectives, pruned }: { readonly objectives: readonly Objective[]; readonly pruned: ReadonlySet<string> },
): AnalysisTable {
  const table = readTable(store, sweep, part, objectives);
  return { ...table, points: table.points.filter(({ cell }) => !pruned.has(cellKey(part, cell))) };
}

/** Cells of which every trial was pruned. */
function prunedCells(store: ReadOnlyStore, sweepId: number): Set<string> {
  const trials = Map.groupBy(store.trials(sweepId), ({ part, cell }) => cellKey(part, cell));
  return new Set(
    [...trials].filter(([, own]) => own.every(({ state }) => state === 'pruned')).map(([key]) => key),
  );
}

const cellKey = (part: string, cell: number): string => `${part} ${cell}`;

/** What was asked for, or what the sweep itself searches for. */
function objectivesOf(
  sweep: SweepSummary,
  { as, minimize = [], maximize = [] }: AnalysisOptions,
  view: View,
): Objective[] {
  const found = objectivesAsked(sweep, { minimize, maximize });
  if (found.length === view.objectives) return found;
  const example =
    view.objectives === 1 ? '--minimize reconstruction_error' : '--minimize test_mse --minimize iterations';
  throw new InputError(
    `--as ${as}: expected ${view.objectives === 1 ? 'one metric' : 'two metrics'} such as ${example}, found ${found.length}`,
  );
}

function requireAxes(asked: readonly string[] | undefined, known: readonly string[]): void {
  const unknown = asked?.find((path) => !known.includes(path));
  if (unknown === undefined) return;
  throw new InputError(
    `--axes: expected axes of the sweep that have several values, found '${unknown}'${hint(unknown, [...new Set(known)], 'it has')}`,
  );
}
