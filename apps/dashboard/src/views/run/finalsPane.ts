/** The last value of every metric: some have no other, such as measured exponents. */
import { tableLines, textLine } from '../../table.ts';
import { lineText, valueText } from '../../words.ts';
import type { Pane } from './pane.ts';
import { textPane } from './textPane.ts';

export const finalsPane = (): Pane =>
  textPane('Final values', ({ finals }, width) => {
    if (finals.size === 0)
      return [textLine('  There are final values once the run has ended.', { dim: true })];
    return tableLines({
      width,
      columns: [{ head: 'metric' }, { head: 'value', right: true }],
      rows: [...finals].map(([metric, value]) => [{ text: lineText(metric) }, { text: valueText(value) }]),
    });
  });
