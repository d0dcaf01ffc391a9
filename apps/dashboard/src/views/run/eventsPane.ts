/** What happened on a run's trajectory. */
import { lineText, valueText } from '../../words.ts';
import { filteredTable } from './filteredTable.ts';
import type { Pane } from './pane.ts';

export const eventsPane = (): Pane =>
  filteredTable({
    name: 'Events',
    columns: [
      { head: 'iteration', right: true },
      { head: 'event' },
      { head: 'subject' },
      { head: 'value', right: true },
    ],
    rowsOf: ({ events }) =>
      events.map(({ iteration, kind, subject, value }) => [
        valueText(iteration),
        lineText(kind),
        lineText(subject),
        valueText(value),
      ]),
    emptyText({ row: { status } }) {
      const is = status === 'pending' || status === 'running' ? 'has yet happened' : 'happened';
      return `Nothing ${is} on its trajectory that counts as an event.`;
    },
  });
