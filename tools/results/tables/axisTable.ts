/** Of a part with too many cells to list: one row for each value of one axis, over all values of the others. */
import { getPath } from '@ranksweep/core';
import { componentCount, type MeasuredRun } from '../measuredRuns.ts';
import { axisValue, count, endings, measure, spread, table } from '../words.ts';

export function axisTable(axis: string, runs: readonly MeasuredRun[]): string {
  const byValue = Map.groupBy(runs, ({ config }) => axisValue(getPath(config, axis)));
  return table(
    [`\`${axis}\``, 'runs', 'iterations', 'final error', 'components'],
    [...byValue].map(([value, alike]) => [
      value,
      endings(alike),
      spread(
        alike.map(({ iterations }) => iterations),
        count,
      ),
      spread(
        alike.map(({ finals }) => finals.get('reconstruction_error')),
        measure,
      ),
      spread(alike.map(componentCount), count),
    ]),
  );
}
