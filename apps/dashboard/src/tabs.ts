/** The views by their numbers. */
import type { Context } from './context.ts';
import type { View } from './view.ts';
import { runsView } from './views/runs/runsView.ts';
import { sweepsView } from './views/sweeps/sweepsView.ts';

/** What was selected last. */
export interface Focus {
  sweepId: number | undefined;
  runId: number | undefined;
}

export interface Tab {
  readonly name: string;
  /** @returns why there is nothing to be shown, where that is so */
  readonly open: (context: Context, focus: Focus) => View | string;
}

const noSweep = 'Select a sweep first: key 1.';

export const tabs: readonly Tab[] = [
  { name: 'Sweeps', open: (context, focus) => sweepsView(context, focus) },
  {
    name: 'Runs',
    open: (context, focus) =>
      focus.sweepId === undefined ? noSweep : runsView(context, focus, { sweepId: focus.sweepId }),
  },
];

export const tabNumber = { sweeps: 0, runs: 1, run: 2, cells: 3, lanes: 4, sql: 5 } as const;
