/** The selected run beside the list: what it is, how it ended, and its curves. */
import type { Context } from '../../context.ts';
import type { Line } from '../../chart/index.ts';
import type { Size } from '../../view.ts';
import { taskOfRunText } from '../../slurm/taskTable.ts';
import { headerLines } from '../run/header.ts';
import { PlotsPane } from '../run/plotsPane.ts';
import { RunState } from '../run/runState.ts';

interface Looked {
  readonly runId: number;
  readonly state: RunState;
  readonly plots: PlotsPane;
}

export class RunDetail {
  readonly #context: Context;
  #looked: Looked | undefined;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Looks at the run anew; another one is looked at when it is drawn. */
  refresh(): void {
    if (this.#looked === undefined) return;
    this.#looked.state.refresh();
    this.#looked.plots.update(this.#looked.state.facts);
  }

  /** At most so many lines. */
  draw(runId: number | undefined, { width, height }: Size): Line[] {
    if (runId === undefined) return [];
    const { state, plots } = this.#lookAt(runId);
    if (state.facts === undefined) return [];
    const { now, slurm } = this.#context;
    const { sweep } = state.facts;
    const task = taskOfRunText(sweep && slurm?.of(sweep), runId);
    const head = headerLines(state.facts, { nowMs: now(), width, mostErrorLines: height >> 1, task });
    const size = { width, height: Math.max(0, height - head.length) };
    return [...head, ...plots.drawCharts(state.facts, size)];
  }

  #lookAt(runId: number): Looked {
    if (this.#looked?.runId === runId) return this.#looked;
    const { store } = this.#context;
    this.#looked = { runId, state: new RunState(store, runId), plots: new PlotsPane(store, runId) };
    this.refresh();
    return this.#looked;
  }
}
