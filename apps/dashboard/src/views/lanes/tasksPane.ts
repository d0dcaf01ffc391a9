/** The tasks of a sweep on Slurm, in place of lanes: they are on other machines. */
import { taskLogPath } from '@ranksweep/sweep/slurm';
import { countOf } from '@ranksweep/text';
import type { Line } from '../../chart/index.ts';
import type { Context } from '../../context.ts';
import type { Focus } from '../../focus.ts';
import { Cursor } from '../../scrolling.ts';
import type { JobsSeen, TaskSeen } from '../../slurm/slurmWatch.ts';
import {
  aliveTasks,
  jobsLines,
  nodeOf,
  orderedTasks,
  taskCells,
  taskColumns,
} from '../../slurm/taskTable.ts';
import { fitLines, tableLines, textLine } from '../../table.ts';
import type { Size } from '../../view.ts';
import { lineText } from '../../words.ts';

export class TasksPane {
  readonly #context: Context;
  readonly #focus: Focus;
  readonly #cursor = new Cursor();
  #sweep: { readonly id: number; readonly name: string } | undefined;
  #seen: JobsSeen | undefined;
  #tasks: readonly TaskSeen[] = [];
  #page = 10;

  constructor(context: Context, focus: Focus) {
    this.#context = context;
    this.#focus = focus;
  }

  /** Whether the sweep that was selected last is on Slurm. */
  get isShown(): boolean {
    return this.#seen !== undefined;
  }

  get selected(): TaskSeen | undefined {
    return this.#tasks[this.#cursor.at];
  }

  refresh(): void {
    const { slurm, store } = this.#context;
    const { sweepId } = this.#focus;
    // To count its runs takes longer than all else.
    if (sweepId !== this.#sweep?.id) this.#sweep = sweepId === undefined ? undefined : store.sweep(sweepId);
    this.#seen = this.#sweep && slurm?.of(this.#sweep);
    const before = this.selected?.task;
    this.#tasks = this.#seen === undefined ? [] : orderedTasks(this.#seen);
    const at = this.#tasks.findIndex(({ task }) => task === before);
    this.#cursor.moveTo(at < 0 ? this.#cursor.at : at, this.#tasks.length);
  }

  get title(): string {
    const { atWork } = aliveTasks(this.#seen!);
    const nodes = new Set(atWork.map(nodeOf)).size;
    const where = atWork.length === 0 ? '' : ` on ${countOf(nodes, 'node')}`;
    return `${this.#sweep!.name} on Slurm: ${countOf(atWork.length, 'task')} at work${where}`;
  }

  draw({ width, height }: Size): Line[] {
    const seen = this.#seen!;
    const below = [textLine(''), ...jobsLines(seen, width), ...this.#selectedLines()];
    this.#page = Math.max(1, height - below.length - 1);
    const { from, to } = this.#cursor.window(this.#tasks.length, this.#page);
    const rows = this.#tasks.slice(from, to).map((task) => taskCells(task, seen));
    const table = tableLines({ width, columns: taskColumns, rows, selected: this.#cursor.at - from });
    return fitLines([...table, ...below], { width, height });
  }

  /** @returns whether the key moves the cursor */
  press(key: string): boolean {
    return this.#cursor.press(key, this.#tasks.length, this.#page);
  }

  #selectedLines(): Line[] {
    const task = this.selected;
    if (task === undefined) return [];
    const published = `${task.published} of its ${countOf(task.runIds.length, 'run')} published whole`;
    const log = taskLogPath(this.#seen!.folder, task.task);
    return [textLine(`  ${lineText(`${task.task}: ${published}; log: ${log}`)}`, { dim: true })];
  }
}
