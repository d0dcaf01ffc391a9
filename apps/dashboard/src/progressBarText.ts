/** The progress bar of the dashboard, for the command. */
import type { ColorSupportLevel } from 'chalk';
import { allRuns, type RunCounts } from '@ranksweep/store';
import { encoder } from './ansi.ts';
import { progressBar } from './chart/progressBar.ts';

export interface BarOptions {
  /** In cells of a terminal, brackets included. */
  readonly width: number;
  readonly colors: ColorSupportLevel;
}

/** Runs by how they ended, those that run, and those to come. */
export const progressBarText = (counts: RunCounts, { width, colors }: BarOptions): string =>
  encoder(colors)(progressBar({ width, total: allRuns(counts), ...counts }));
