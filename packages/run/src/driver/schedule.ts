/** Tells at which iterations a run's metrics are measured, and at which a snapshot is kept regardless of its values. */
import { exactExp, exactLog, type RecordConfig } from '@ranksweep/core';

export type Schedule = Pick<RecordConfig, 'every' | 'perDecade' | 'onChange'>;

const LN_10 = exactLog(10);

/** The first iteration after `iteration` whose snapshot is always kept. */
export const nextKept = ({ every, perDecade }: Schedule, iteration: number): number =>
  perDecade === undefined ? nextMultiple(iteration, every) : nextLogarithmic(iteration, every, perDecade);

/** The first iteration after `iteration` at which metrics are measured. Every multiple of `every` is checked for changes. */
export const nextMeasured = (schedule: Schedule, iteration: number): number =>
  schedule.onChange === undefined ? nextKept(schedule, iteration) : nextMultiple(iteration, schedule.every);

export const isKept = (schedule: Schedule, iteration: number): boolean =>
  iteration === 0 || nextKept(schedule, iteration - 1) === iteration;

export const isMeasured = (schedule: Schedule, iteration: number): boolean =>
  iteration === 0 || nextMeasured(schedule, iteration - 1) === iteration;

/**
 * Whether a run recorded by one schedule has everything that another schedule asks for. It must include all iterations that the
 * other always keeps. If the other has `onChange`, consecutive snapshots must not differ by more than that schedule allows.
 */
export function covers(recorded: Schedule, wanted: Schedule): boolean {
  if (recorded.perDecade === undefined) return wanted.every % recorded.every === 0;
  const hasKept =
    wanted.perDecade !== undefined &&
    wanted.every === recorded.every &&
    recorded.perDecade % wanted.perDecade === 0;
  const hasChanges =
    wanted.onChange === undefined ||
    (recorded.onChange !== undefined && recorded.onChange <= wanted.onChange);
  return hasKept && hasChanges;
}

/** The first multiple of `step` after `iteration`. */
export const nextMultiple = (iteration: number, step: number): number =>
  (Math.floor(iteration / step) + 1) * step;

/**
 * The first multiple of `every` after `iteration` that is the first at or after some 10^(j / perDecade): those of the powers
 * beyond the last multiple lie beyond it too, and the smallest such power has the first of them.
 */
function nextLogarithmic(iteration: number, every: number, perDecade: number): number {
  const last = iteration - (iteration % every);
  let j = last === 0 ? 0 : Math.floor((exactLog(last) / LN_10) * perDecade);
  while (j > 0 && powerOfTen(j - 1, perDecade) > last) j--;
  while (powerOfTen(j, perDecade) <= last) j++;
  return nextMultiple(Math.ceil(powerOfTen(j, perDecade)) - 1, every);
}

/**
 * 10^(j / perDecade): whole decades exactly, the others within float64's rounding, which is the same on every machine and for
 * equal fractions of a decade, whatever `perDecade` they come from.
 */
function powerOfTen(j: number, perDecade: number): number {
  const within = j % perDecade;
  let power = exactExp((within / perDecade) * LN_10);
  for (let decade = (j - within) / perDecade; decade > 0; decade--) power *= 10;
  return power;
}
