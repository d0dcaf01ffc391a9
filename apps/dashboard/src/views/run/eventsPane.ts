/** What happened on a run's trajectory, as a table. */
import { Cursor } from '../../scrolling.ts';
import { tableLines, textLine } from '../../table.ts';
import { lineText, valueText } from '../../words.ts';
import type { Pane } from './pane.ts';

const columns = [
  { head: 'iteration', right: true },
  { head: 'event' },
  { head: 'subject' },
  { head: 'value', right: true },
];

export function eventsPane(): Pane {
  const cursor = new Cursor();
  let page = 1;
  let count = 0;
  return {
    name: 'Events',
    keys: [{ keys: '↑↓', does: 'scroll' }],
    draw({ events, row }, { width, height }) {
      page = Math.max(1, height - 1);
      count = events.length;
      if (count === 0) {
        const is = row.status === 'pending' || row.status === 'running' ? 'has yet happened' : 'happened';
        return [textLine(`  Nothing ${is} on its trajectory that counts as an event.`, { dim: true })];
      }
      const { from, to } = cursor.window(count, page);
      const rows = events
        .slice(from, to)
        .map(({ iteration, kind, subject, value }) => [
          { text: valueText(iteration) },
          { text: lineText(kind) },
          { text: lineText(subject) },
          { text: valueText(value) },
        ]);
      return tableLines({ width, columns, rows, selected: cursor.at - from });
    },
    press: (key) => cursor.press(key, count, page),
  };
}
