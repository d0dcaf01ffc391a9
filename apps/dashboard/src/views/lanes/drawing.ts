/** Lanes and the machine as text. */
import type { NvidiaGpu } from '@ranksweep/machine';
import { countOf, formatBytes, formatDuration } from '@ranksweep/text';
import { shortened } from '../../cellWidth.ts';
import { shortNumber, type Line } from '../../chart/index.ts';
import type { Cursor } from '../../scrolling.ts';
import { fitLines, tableLines, textLine, type Cell, type TableColumn } from '../../table.ts';
import type { Size } from '../../view.ts';
import { valueText } from '../../words.ts';
import type { LaneRow, LaneWatch } from './laneRows.ts';
import type { Machine } from './machine.ts';

export interface Shown {
  readonly watch: LaneWatch;
  readonly cursor: Cursor;
  /** Numbers of runs. */
  readonly marked: ReadonlySet<number>;
  readonly machine: Machine;
  readonly gpus: readonly NvidiaGpu[];
  readonly nowMs: number;
}

export function drawLanes(
  { watch, cursor, marked, machine, gpus, nowMs }: Shown,
  { width, height }: Size,
): Line[] {
  const below = [textLine(''), ...machineLines(machine), ...gpuLines(gpus, width)];
  const notes = noteLines(watch);
  const room = Math.max(1, height - below.length - notes.length - 1);
  const { from, to } = cursor.window(watch.rows.length, room);
  const shown = watch.rows.slice(from, to);
  const isMarked = (row: number): boolean => marked.has(shown[row]!.runId);
  const isTogether = watch.rows.some(({ together }) => together > 1);
  const shownColumns = laneColumns.flatMap((_, c) => (isTogether || c !== TOGETHER ? [c] : []));
  const columns = shownColumns.map((c) => laneColumns[c]!);
  const rows = shown.map((row) => {
    const cells = cellsOf(row, nowMs);
    return shownColumns.map((c) => cells[c]!);
  });
  const table = tableLines({ width, columns, rows, selected: cursor.at - from, isMarked });
  return fitLines([...(rows.length > 0 ? table : []), ...notes, ...below], { width, height });
}

const laneColumns: readonly TableColumn[] = [
  { head: 'process', right: true },
  { head: 'lane' },
  { head: 'run', right: true },
  { head: 'part' },
  { head: 'seed', right: true },
  { head: 'iteration', right: true },
  { head: 'it/s', right: true },
  { head: 'together', right: true },
  { head: 'left at most', right: true },
  { head: 'since', right: true },
  { head: 'GFLOP/s', right: true },
  { head: 'waiting', right: true },
  { head: 'device' },
];

/** The column that is left out where every lane computes its runs one by one. */
const TOGETHER = laneColumns.findIndex(({ head }) => head === 'together');

function cellsOf(row: LaneRow, nowMs: number): Cell[] {
  const { activity, runId, part, seed, iterations, together, waiting } = row;
  if (activity === undefined) {
    const texts = ['none', '', runId, part, seed, iterations, '', '', '', '', '', '', ''];
    return texts.map((text) => ({ text: short(text), color: 4 }));
  }
  const { pid, lane, device, maxIterations, startedAt } = activity;
  const speed = row.speed?.at(nowMs);
  const left = speed && maxIterations !== null ? ((maxIterations - iterations) / speed) * 1000 : undefined;
  // All that advance together have about the speed of this one.
  const flops = speed && row.flopsPerIteration ? (together * speed * row.flopsPerIteration) / 1e9 : undefined;
  return [
    pid,
    lane,
    runId,
    part,
    seed,
    maxIterations === null ? iterations : `${iterations}/${maxIterations}`,
    speed === undefined ? '' : shortNumber(speed, 3),
    together === 1 ? '' : together,
    left === undefined ? '' : formatDuration(Math.max(0, left)),
    durationSince(startedAt, nowMs),
    flops === undefined ? '' : shortNumber(flops, 3),
    waiting === 0 ? '' : waiting,
    device,
  ].map((text) => ({ text: short(text) }));
}

/** Names may be long, or hold what a terminal would obey. */
const short = (value: string | number): string => shortened(valueText(value), 24);

function durationSince(time: string, nowMs: number): string {
  const sinceMs = nowMs - Date.parse(time);
  return Number.isNaN(sinceMs) ? '' : formatDuration(Math.max(0, sinceMs));
}

function noteLines({ rows, abandoned }: LaneWatch): Line[] {
  if (rows.length === 0) return [textLine('No lane is at work.')];
  if (abandoned === 0) return [];
  const [are, them] = abandoned === 1 ? ['is', 'it'] : ['are', 'them'];
  const what = `${countOf(abandoned, 'run')} ${are} called running, and no living process has ${them}`;
  const note = `${what}: the next command that asks for the sweep goes on with ${them}.`;
  return [textLine(note, { color: 4 })];
}

function machineLines({ load, cores, usedBytes, totalBytes }: Machine): Line[] {
  const loads = load.map((mean) => mean.toFixed(2)).join(' ');
  const memory = `memory ${formatBytes(usedBytes)} of ${formatBytes(totalBytes)} (${Math.round((100 * usedBytes) / totalBytes)} %)`;
  return [textLine(`load ${loads} on ${countOf(cores, 'core')}    ${memory}`)];
}

function gpuLines(gpus: readonly NvidiaGpu[], width: number): Line[] {
  if (gpus.length === 0) return [];
  const told = (value: number | undefined, text: (value: number) => string): Cell => ({
    text: value === undefined ? '' : text(value),
  });
  const rows = gpus.map(({ name, busyPercent, usedBytes, memoryBytes, celsius, watts }) => [
    { text: short(name) },
    told(busyPercent, (value) => `${value} %`),
    told(usedBytes, formatBytes),
    told(memoryBytes, formatBytes),
    told(celsius, (value) => `${value} °C`),
    told(watts, (value) => `${Math.round(value)} W`),
  ]);
  const heads = ['busy', 'memory', 'of', 'temperature', 'power'].map((head) => ({ head, right: true }));
  return tableLines({ width, columns: [{ head: 'GPU' }, ...heads], rows });
}
