/** What planning makes of a run that is asked for. */
import type { RunConfig } from '@ranksweep/core';
import type { EngineName } from '@ranksweep/engine';
import type { Cell } from '@ranksweep/kinds';
import type { PlannedRun } from '../observer.ts';

/** A cell of a part with a seed. It may lie outside the part's grid. */
export interface NewRun {
  readonly part: string;
  /** Values by path. They replace those of the part's base. */
  readonly cell: Cell;
  readonly seed: number;
}

/** A run of the sweep that has to be computed. */
export interface Job {
  readonly run: PlannedRun;
  readonly config: RunConfig;
  /** See `costOf`. */
  readonly cost: number;
  /** How many lanes died under the run. */
  readonly deaths: number;
  /** How many attempts of this process have failed and were given another try. Default: 0. */
  readonly failures?: number;
  /** Engines of the sweep's lanes that may compute it, the one that it is meant for first. */
  readonly engines: readonly EngineName[];
  /** Iterations that the run has made already. Default: 0. */
  readonly iterations?: number;
  /** The iteration at which the run pauses until it is handed out again. Default: it continues to its end. */
  readonly pauseAt?: number;
}
