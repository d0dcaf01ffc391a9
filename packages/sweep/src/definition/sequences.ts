/** Sequences of numbers for axes. The numbers are round, and the same on every machine. */
import { exactExp, InputError, shown } from '@ranksweep/core';

/** The most values of one sequence. */
export const MOST_VALUES = 100_000;

/** The most values, or seeds, of all sequences in one word: as many as a sweep may have runs. */
export const MOST_OF_WORD = 1_000_000;

/**
 * `range(start, end[, step])`: integers from start up to but not including end, as in Python.
 * @throws InputError
 */
export function range(numbers: readonly number[]): number[] {
  const [start, end, step = 1] = numbers;
  if (numbers.length < 2 || numbers.length > 3)
    wrong('range(start, end) or range(start, end, step)', numbers);
  if (!numbers.every(Number.isSafeInteger))
    wrong('integers in range(...); linspace takes fractions', numbers);
  if (step === 0) wrong('a step other than 0 in range(...)', numbers);
  const count = checkedCount(Math.max(0, Math.ceil((end! - start!) / step)), numbers, 'range');
  return Array.from({ length: count }, (_, i) => start! + i * step);
}

/**
 * `linspace(start, end, n)`: n equally spaced numbers, both ends included; n = 1 gives the start.
 * @throws InputError
 */
export function linspace(numbers: readonly number[]): number[] {
  const [start, end, n] = numbers;
  if (numbers.length !== 3) wrong('linspace(start, end, n)', numbers);
  return spaced(start!, end!, checkedCount(n!, numbers, 'linspace')).map((value, i, { length }) =>
    i === 0 || i === length - 1 ? value : rounded(value),
  );
}

/**
 * `logspace(a, b, n)`: n numbers from 10^a to 10^b, equally spaced on a logarithmic axis. Powers of ten are exact,
 * other values have 12 digits.
 * @throws InputError
 */
export function logspace(numbers: readonly number[]): number[] {
  const [first, last, n] = numbers;
  if (numbers.length !== 3) wrong('logspace(a, b, n)', numbers);
  const values = spaced(first!, last!, checkedCount(n!, numbers, 'logspace')).map(powerOfTen);
  if (!values.every((value) => value > 0 && value < Infinity)) {
    wrong('exponents from -300 to 300 in logspace(a, b, n)', numbers);
  }
  return values;
}

function spaced(start: number, end: number, count: number): number[] {
  // Use both ends exactly, whatever the rounding in between.
  return Array.from({ length: count }, (_, i) =>
    i > 0 && i === count - 1 ? end : start + (end - start) * (i / (count - 1 || 1)),
  );
}

function powerOfTen(exponent: number): number {
  const whole = Math.round(exponent);
  // 0.1 * 30 is not quite 3, and 0.001 is most accurate when parsed from its digits.
  if (Math.abs(exponent - whole) < 1e-12) return Number(`1e${whole}`);
  return rounded(exactExp(exponent * Math.LN10));
}

/** Rounding errors affect the last of 17 digits; 12 digits hide them. */
const rounded = (value: number): number => Number(value.toPrecision(12));

function checkedCount(count: number, numbers: readonly number[], name: string): number {
  if (Number.isInteger(count) && count >= 1 && count <= MOST_VALUES) return count;
  return wrong(`from 1 to ${MOST_VALUES} values of ${name}(...)`, numbers);
}

function wrong(expected: string, numbers: readonly number[]): never {
  throw new InputError(`expected ${expected}, found ${shown(numbers).replace(/^\[(.*)\]$/, '($1)')}`);
}
