/** Ticks of an axis with their labels: as many as fit beside each other, all in one notation. */
import { placeOn } from './axisPlace.ts';
import type { ScaleKind } from '../figure.ts';
import { textWidth } from '../output/font.ts';
import { vega } from '../output/vega.ts';
import { logTicks, niceLogDomain } from './logScale.ts';
import { evenLabels, unevenLabels } from './notation.ts';
import { mostOf } from './range.ts';
import { fontSize } from '../style.ts';

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** An axis, and the room that it has for labels. */
export interface AxisRoom {
  readonly kind: ScaleKind;
  readonly low: number;
  /** Larger than `low`. */
  readonly high: number;
  /** Length of the axis in pixels. */
  readonly pixels: number;
  /** Ticks at whole numbers alone. */
  readonly isWhole?: boolean;
}

/** Pixels between two labels that stand beside, and above, each other. */
const GAP_BESIDE = 7;
const LINE_HEIGHT = fontSize.tick + 3;
/** More would be clutter; a domain that is rounded to as many ends in ticks. */
const MOST_TICKS = 5;

/** As many as have room one above another. */
export const ticksUpward = (room: AxisRoom): Tick[] => densest(room, () => LINE_HEIGHT);

/** As many as have room side by side. */
export const ticksAcross = (room: AxisRoom): Tick[] =>
  densest(room, (ticks) => mostOf(ticks.map(labelWidth)) + GAP_BESIDE);

/** Pixels. */
export const labelWidth = ({ label }: Tick): number => textWidth(label, fontSize.tick);

function densest(room: AxisRoom, spaceOf: (ticks: readonly Tick[]) => number): Tick[] {
  const place = placeOn(room);
  for (let count = MOST_TICKS; count > 1; count--) {
    const ticks = labelled(room, count);
    const gaps = ticks.slice(1).map(({ value }, i) => place(value) - place(ticks[i]!.value));
    if (ticks.length > 1 && gaps.every((gap) => gap >= spaceOf(ticks))) return ticks;
  }
  return labelled(room, 1);
}

function labelled(room: AxisRoom, count: number): Tick[] {
  const values = valuesOf(room, count);
  const labels = room.kind === 'log' ? unevenLabels(values) : evenLabels(values);
  return values.map((value, i) => ({ value, label: labels[i]! }));
}

function valuesOf({ kind, low, high, isWhole = false }: AxisRoom, count: number): number[] {
  const values = kind === 'log' ? logTicks(low, high, count) : linear(low, high).ticks(count);
  return isWhole ? values.filter(Number.isInteger) : values;
}

interface LinearScale {
  domain(): [number, number];
  domain(ends: readonly [number, number]): LinearScale;
  nice(count: number): LinearScale;
  ticks(count: number): number[];
}

const linear = (low: number, high: number): LinearScale =>
  (vega.scale('linear') as () => LinearScale)().domain([low, high]);

interface Ends {
  readonly low: number;
  readonly high: number;
}

/** Rounded outward, so that the axis ends in labels, and the titles of panels stand on one line above them. */
export function niceDomain(kind: ScaleKind, { low, high }: Ends): [low: number, high: number] {
  return kind === 'log' ? niceLogDomain(low, high) : linear(low, high).nice(MOST_TICKS).domain();
}

/** Of an axis of values that is rounded outward. */
export function metricTicks(kind: ScaleKind, ends: Ends, pixels: number): Tick[] {
  const [low, high] = niceDomain(kind, ends);
  return ticksUpward({ kind, low, high, pixels });
}

/** The keys of Vega-Lite's axis for these ticks. */
export function tickAxis(ticks: readonly Tick[]): { values: number[]; labelExpr: string } {
  const labels = Object.fromEntries(ticks.map(({ value, label }) => [String(value), label]));
  return { values: ticks.map(({ value }) => value), labelExpr: `(${JSON.stringify(labels)})[datum.value]` };
}
