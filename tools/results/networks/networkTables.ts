/** Accuracies of networks, beside the published ones, and whether the penalty separates. */
import type { PublishedAccuracies } from '@ranksweep/experiments';
import { NONE, table } from '../words.ts';
import { meanOf, type Mean, type TrainedNetwork } from './trainedNetworks.ts';

const COLUMN = { 'task.distance': 'distance', 'task.length': 'length' } as const;

/** By how much a mean must be above another one. */
const LEAST_GAIN = 0.05;

const shownMean = ({ mean, deviation, count }: Mean): string =>
  `${mean.toFixed(3)} ± ${deviation.toFixed(3)} (${count})`;

/** Test accuracies: a row for each regularization, a column for each value of the task's axis. */
export function accuracyTable(runs: readonly TrainedNetwork[], { axis }: PublishedAccuracies): string {
  const columns = [...new Set(runs.map(({ at }) => at))].toSorted((a, b) => a - b);
  const byLambda = runs.toSorted((a, b) => a.lambda - b.lambda);
  const rows = [...Map.groupBy(byLambda, ({ regularization }) => regularization)].map(([name, own]) => [
    name,
    ...columns.map((column) => {
      const found = meanOf(own.filter(({ at }) => at === column).map(({ testAccuracy }) => testAccuracy));
      return found === undefined ? NONE : shownMean(found);
    }),
  ]);
  return table(['', ...columns.map((column) => `${COLUMN[axis]} ${column}`)], rows);
}

export const publishedTable = ({ axis, values, accuracies }: PublishedAccuracies): string =>
  table(
    ['', ...values.map((value) => `${COLUMN[axis]} ${value}`)],
    [...accuracies].map(([lambda, row]) => [
      lambda === 0 ? 'none' : `penalty, λ = ${lambda}`,
      ...row.map((accuracy) => accuracy.toFixed(3)),
    ]),
  );

/** What the hardest task tells: the penalty beside nothing and beside the best of the controls. */
export function verdictSentences(runs: readonly TrainedNetwork[], { axis }: PublishedAccuracies): string[] {
  const hardest = Math.max(...runs.map(({ at }) => at));
  const there = Map.groupBy(
    runs.filter(({ at }) => at === hardest),
    ({ regularization }) => regularization,
  );
  const means = [...there].map(([name, own]) => ({
    name,
    lambda: own[0]!.lambda,
    ...meanOf(own.map(({ testAccuracy }) => testAccuracy))!,
  }));
  const best = (some: typeof means) => some.toSorted((a, b) => b.mean - a.mean)[0];
  const none = means.find(({ name }) => name === 'none');
  const penalized = best(means.filter(({ lambda }) => lambda > 0));
  const control = best(means.filter(({ name, lambda }) => lambda === 0 && name !== 'none'));
  if (none === undefined || penalized === undefined) return [];
  const place = `At ${COLUMN[axis]} ${hardest}`;
  return [
    `${place}, ${penalized.name} ends at ${shownMean(penalized)}, without regularization at ${shownMean(none)}: ${gainText(penalized.mean - none.mean)}.`,
    ...(control === undefined
      ? []
      : [
          `The best control there, ${control.name}, ends at ${shownMean(control)}: the penalty's mean is ${points(penalized.mean - control.mean)} than its.`,
        ]),
  ];
}

const gainText = (gain: number): string =>
  gain >= LEAST_GAIN
    ? `the penalty gains ${(100 * gain).toFixed(1)} points, at least the ${100 * LEAST_GAIN} looked for`
    : `it does not separate by the ${100 * LEAST_GAIN} points looked for, the difference of the means is ${(100 * gain).toFixed(1)}`;

const points = (gain: number): string =>
  `${Math.abs(100 * gain).toFixed(1)} points ${gain < 0 ? 'lower' : 'higher'}`;
