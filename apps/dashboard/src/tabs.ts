/** Tabs opened by their numbers: what they show is what was selected last. */
import type { Context } from './context.ts';
import type { Focus } from './focus.ts';
import type { View } from './view.ts';
import { cellsView } from './views/cells/cellsView.ts';
import { compareView } from './views/compare/compareView.ts';
import { lanesView } from './views/lanes/lanesView.ts';
import { runView } from './views/run/runView.ts';
import { runsView } from './views/runs/runsView.ts';
import { sqlView } from './views/sql/sqlView.ts';
import { sweepsView } from './views/sweeps/sweepsView.ts';

/** @returns why there is nothing to be shown, where that is so */
type Open = (context: Context, focus: Focus) => View | string;

const ofSweep =
  (open: (context: Context, focus: Focus, sweepId: number) => View): Open =>
  (context, focus) =>
    focus.sweepId === undefined ? 'Select a sweep first: key 1.' : open(context, focus, focus.sweepId);

/** In the order of `tabNames`. */
export const openTab: readonly Open[] = [
  sweepsView,
  ofSweep((context, focus, sweepId) => runsView(context, focus, { sweepId })),
  (context, { runId, marks }) =>
    runId === undefined ? 'Select a run first: key 2.' : runView(context, marks, runId),
  ofSweep((context, focus, sweepId) =>
    cellsView(context, sweepId, (runIds, title) =>
      runsView(context, focus, { sweepId, only: { runIds, title } }),
    ),
  ),
  (context, focus) => lanesView(context, focus),
  (context) => sqlView(context),
  (context, focus) =>
    focus.marks.count === 0
      ? 'Mark what is to be compared first: space, in the lists of sweeps and of runs.'
      : compareView(context, focus),
];
