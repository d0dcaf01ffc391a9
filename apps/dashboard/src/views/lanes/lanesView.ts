/** What works just now: a row a lane, and how busy the machine is. */
import { countOf } from '@ranksweep/text';
import type { Context } from '../../context.ts';
import type { Focus } from '../../focus.ts';
import { markKey, markKeys } from '../../markKeys.ts';
import { Cursor } from '../../scrolling.ts';
import { tabNumber } from '../../tabNames.ts';
import { done, type KeyHelp, type Outcome, type View } from '../../view.ts';
import { runsView } from '../runs/runsView.ts';
import { runView } from '../run/runView.ts';
import { drawLanes } from './drawing.ts';
import { GpuWatch } from './gpus.ts';
import { LaneWatch } from './laneRows.ts';
import { readMachine, type Machine } from './machine.ts';
import { TasksPane } from './tasksPane.ts';

export interface LanesViewOptions {
  /** Default: this one. */
  readonly machine?: () => Machine;
}

const keys: readonly KeyHelp[] = [{ keys: 'enter', does: 'run' }, ...markKeys];
const taskKeys: readonly KeyHelp[] = [{ keys: 'enter', does: 'its runs' }];

export function lanesView(
  context: Context,
  focus: Focus,
  { machine = readMachine }: LanesViewOptions = {},
): View {
  const watch = new LaneWatch(context.store);
  const gpuWatch = new GpuWatch();
  const tasks = new TasksPane(context, focus);
  const cursor = new Cursor();
  let page = 10;

  return {
    title: () =>
      tasks.isShown
        ? tasks.title
        : `${countOf(watch.rows.filter(({ activity }) => activity !== undefined).length, 'lane')} at work`,
    get keys() {
      return tasks.isShown ? taskKeys : keys;
    },
    refresh() {
      tasks.refresh();
      watch.refresh(context.now());
    },
    draw(size) {
      if (tasks.isShown) return tasks.draw(size);
      page = Math.max(1, size.height - 4);
      const nowMs = context.now();
      gpuWatch.look(nowMs);
      return drawLanes(
        { watch, cursor, marked: focus.marks.runs, machine: machine(), gpus: gpuWatch.gpus, nowMs },
        size,
      );
    },
    press(key) {
      if (tasks.isShown) return pressTasks(key);
      if (cursor.press(key, watch.rows.length, page)) return done;
      const row = watch.rows[cursor.at];
      if (key !== 'enter' || row === undefined) {
        const next = (): void => cursor.moveTo(cursor.at + 1, watch.rows.length);
        return markKey(focus.marks, { key, kind: 'runs', id: row?.runId, next });
      }
      return { kind: 'open', view: runView(context, focus.marks, row.runId), tab: tabNumber.run };
    },
  };
  function pressTasks(key: string): Outcome | undefined {
    if (tasks.press(key)) return done;
    const { selected } = tasks;
    const { sweepId } = focus;
    if (key !== 'enter' || selected === undefined || sweepId === undefined) return undefined;
    const only = { runIds: selected.runIds, title: `runs of task ${selected.task}` };
    return { kind: 'open', view: runsView(context, focus, { sweepId, only }), tab: tabNumber.runs };
  }
}
