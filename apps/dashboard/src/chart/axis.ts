/** Ticks and their labels, as many as fit without touching each other. */
import { scaleLinear } from 'd3-scale';
import { placeOn, type Scale } from './scale.ts';
import { numberIn, shortNumber } from './shortNumber.ts';

export interface Tick {
  /** The cell, from the left or from the top. */
  readonly at: number;
  readonly label: string;
}

export interface IterationTick extends Tick {
  /** Where the label begins, in cells from the left; may be negative where there is room. */
  readonly labelAt: number;
}

/**
 * The ticks of an axis from bottom to top along `rows` cells; labels have at most `labelWidth` characters. Both ends have theirs:
 * a row is so high that the extremes could not be read off the nice values.
 */
export function verticalTicks(scale: Scale, rows: number, labelWidth: number): Tick[] {
  const { low, high } = scale;
  const rowOf = rowOn(scale, rows);
  const between = rows >= 6 ? 2 : 1;
  const endLabel = (value: number): string => numberIn(value, Math.min(labelWidth, WIDEST_END), 3);
  const bottom = { at: rows - 1, label: endLabel(low) };
  const top = { at: 0, label: endLabel(high) };
  const place = (values: readonly number[]): Tick[] => {
    const inner = values.map((value) => ({ at: rowOf(value), label: numberIn(value, labelWidth) }));
    return [bottom, ...inner.filter(({ at }) => at >= between && rows - 1 - at >= between), top];
  };
  const fits = (ticks: readonly Tick[]): boolean =>
    ticks.every(({ at, label }, i) => {
      const isApart = i === 0 || (ticks[i - 1]!.at - at >= between && ticks[i - 1]!.label !== label);
      return isApart && label !== '';
    });
  const ticks = [...tickSets(scale, Math.floor(rows / between)), []].map(place).find(fits);
  return ticks ?? (top.label === '' ? [] : [top]);
}

/** Characters of a label at an end, which is rarely a nice value. */
const WIDEST_END = 6;

/** The row, from the top, of a value on an axis from bottom to top whose cells have four dots. */
function rowOn(scale: Scale, rows: number): (value: number) => number {
  const dotOf = placeOn(scale, 4 * rows);
  return (value) => rows - 1 - (dotOf(value) >> 2);
}

/** The column of a value on an axis whose cells have two dots. */
export function columnOn(scale: Scale, columns: number): (value: number) => number {
  const dotOf = placeOn(scale, 2 * columns);
  return (value) => dotOf(value) >> 1;
}

export interface IterationAxisRoom {
  /** Cells of the axis. */
  readonly columns: number;
  /** Cells by which labels may reach over its ends. */
  readonly before: number;
  readonly after: number;
  /** The left end stands for iteration 0, which a logarithmic scale does not hold. */
  readonly startsAtZero?: boolean;
}

export function iterationTicks(scale: Scale, room: IterationAxisRoom): IterationTick[] {
  const { columns, before, after, startsAtZero = false } = room;
  const columnOf = columnOn(scale, columns);
  const labelOf = (value: number): string => {
    if (startsAtZero && value === scale.low) return '0';
    return shortNumber(value, value === scale.low || value === scale.high ? 4 : 12);
  };
  const place = (values: readonly number[]): IterationTick[] =>
    values.map((value) => {
      const [at, label] = [columnOf(value), labelOf(value)];
      const latest = columns + after - label.length;
      const centred = at - Math.floor((label.length - 1) / 2);
      return { at, label, labelAt: Math.max(-before, Math.min(latest, centred)) };
    });
  const fits = (ticks: readonly IterationTick[]): boolean =>
    ticks.every(({ label, labelAt }, i) => {
      const previous = ticks[i - 1] ?? { label: '', labelAt: -before - 2 };
      const isFree = labelAt >= previous.labelAt + previous.label.length + 2;
      return isFree && label !== previous.label && labelAt + label.length <= columns + after;
    });
  const sets = tickSets(scale, Math.floor(columns / 8)).map((set) => set.filter(Number.isInteger));
  const withZero = startsAtZero ? sets.map((set) => [scale.low, ...set]) : sets;
  return firstFitting(withZero, [scale.low, scale.high], place, fits);
}

/** At least two ticks, from the densest set that fits; otherwise the ends, or a single tick, or none. */
function firstFitting<T extends Tick>(
  sets: readonly (readonly number[])[],
  ends: readonly [low: number, high: number],
  place: (values: readonly number[]) => T[],
  fits: (ticks: readonly T[]) => boolean,
): T[] {
  const choices: (readonly number[])[] = [
    ...sets.filter((set) => set.length >= 2),
    ends,
    ...sets.filter((set) => set.length === 1),
    [ends[0]],
  ];
  for (const choice of choices) {
    const ticks = place(choice);
    if (fits(ticks)) return ticks;
  }
  return [];
}

/** Nice values within the scale, ascending: sets of them from dense to sparse. */
function tickSets(scale: Scale, most: number): number[][] {
  return scale.kind === 'log' ? logSets(scale) : linearSets(scale, most);
}

function linearSets({ low, high }: Scale, most: number): number[][] {
  // d3 throws where the distance of two ticks, or its inverse, is no number.
  if (!(high - low > 1e-290 && high - low < 1e290)) return [];
  const ticks = scaleLinear().domain([low, high]);
  return Array.from({ length: Math.min(12, most) }, (_, i) =>
    ticks.ticks(Math.min(12, most) - i).filter(Number.isFinite),
  );
}

function logSets({ low, high }: Scale): number[][] {
  const first = Math.floor(Math.log10(low));
  const exponents = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => first + i);
  const inside = (mantissas: readonly number[], every: number): number[] =>
    exponents
      .filter((exponent) => exponent % every === 0)
      // Number('2e-5') is the nearest float64, 2 * 10 ** -5 is not.
      .flatMap((exponent) => mantissas.map((mantissa) => Number(`${mantissa}e${exponent}`)))
      .filter((value) => value >= low && value <= high);
  const powers = Array.from({ length: Math.min(100, exponents.length) }, (_, i) => inside([1], i + 1));
  const isNarrow = powers[0]!.length < 3;
  return [...(isNarrow ? [inside([1, 2, 3, 4, 5, 6, 7, 8, 9], 1)] : []), inside([1, 2, 5], 1), ...powers];
}
