/** The last value of every metric: some have no other, such as measured exponents. */
import { lineText, valueText } from '../../words.ts';
import { filteredTable } from './filteredTable.ts';
import type { Pane } from './pane.ts';

export const finalsPane = (): Pane =>
  filteredTable({
    name: 'Final values',
    columns: [{ head: 'metric' }, { head: 'value', right: true }],
    rowsOf: ({ finals }) => [...finals].map(([metric, value]) => [lineText(metric), valueText(value)]),
    emptyText: () => 'There are final values once the run has ended.',
  });
