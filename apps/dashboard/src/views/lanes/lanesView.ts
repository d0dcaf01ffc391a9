/** What works just now: a row a lane, and how busy the machine is. */
import { countOf } from '@ranksweep/text';
import type { Context } from '../../context.ts';
import type { Focus } from '../../focus.ts';
import { markKey, markKeys } from '../../markKeys.ts';
import { Cursor } from '../../scrolling.ts';
import { tabNumber } from '../../tabNames.ts';
import { done, type KeyHelp, type View } from '../../view.ts';
import { runView } from '../run/runView.ts';
import { drawLanes } from './drawing.ts';
import { GpuWatch } from './gpus.ts';
import { LaneWatch } from './laneRows.ts';
import { readMachine, type Machine } from './machine.ts';

export interface LanesViewOptions {
  /** Default: this one. */
  readonly machine?: () => Machine;
}

const keys: readonly KeyHelp[] = [{ keys: 'enter', does: 'run' }, ...markKeys];

export function lanesView(
  context: Context,
  focus: Focus,
  { machine = readMachine }: LanesViewOptions = {},
): View {
  const watch = new LaneWatch(context.store);
  const gpuWatch = new GpuWatch();
  const cursor = new Cursor();
  let page = 10;

  return {
    title: () =>
      `${countOf(watch.rows.filter(({ activity }) => activity !== undefined).length, 'lane')} at work`,
    keys,
    refresh: () => watch.refresh(context.now()),
    draw(size) {
      page = Math.max(1, size.height - 4);
      const nowMs = context.now();
      gpuWatch.look(nowMs);
      return drawLanes(
        { watch, cursor, marked: focus.marks.runs, machine: machine(), gpus: gpuWatch.gpus, nowMs },
        size,
      );
    },
    press(key) {
      if (cursor.press(key, watch.rows.length, page)) return done;
      const row = watch.rows[cursor.at];
      if (key !== 'enter' || row === undefined) {
        const next = (): void => cursor.moveTo(cursor.at + 1, watch.rows.length);
        return markKey(focus.marks, { key, kind: 'runs', id: row?.runId, next });
      }
      return { kind: 'open', view: runView(context, focus.marks, row.runId), tab: tabNumber.run };
    },
  };
}
