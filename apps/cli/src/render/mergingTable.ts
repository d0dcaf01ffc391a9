/** How fast databases become one, as a table. */
import type { MergingRow } from '@ranksweep/bench';
import { renderTable } from './table.ts';

const HEADER = ['databases', 'runs', 'points', 'time', 'processor', 'each', 'points/s', 'memory'];

export const mergingTable = (rows: readonly MergingRow[]): string =>
  renderTable(
    HEADER,
    rows.map(({ databases, runs, points, seconds, processorSeconds, peakBytes }) => [
      databases,
      runs,
      points,
      `${seconds.toFixed(1)} s`,
      `${processorSeconds.toFixed(1)} s`,
      `${((1000 * processorSeconds) / databases).toFixed(1)} ms`,
      Math.round(points / processorSeconds),
      `${Math.round(peakBytes / 2 ** 20)} MiB`,
    ]),
  );
