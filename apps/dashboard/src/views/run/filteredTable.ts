/** A pane that is a table, whose rows are selected and filtered. */
import { filterPrompt } from '../../filterPrompt.ts';
import { rowFilter } from '../../filter.ts';
import { placeLine } from '../../placeLine.ts';
import { Cursor } from '../../scrolling.ts';
import { tableLines, textLine, type TableColumn } from '../../table.ts';
import { done } from '../../view.ts';
import type { Pane } from './pane.ts';
import type { RunFacts } from './runState.ts';

export interface FilteredTableOptions {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  /** As texts. */
  readonly rowsOf: (facts: RunFacts) => readonly (readonly string[])[];
  /** Told where there are no rows. */
  readonly emptyText: (facts: RunFacts) => string;
}

export function filteredTable({ name, columns, rowsOf, emptyText }: FilteredTableOptions): Pane {
  const heads = columns.map(({ head }) => head);
  const cursor = new Cursor();
  let filter = '';
  let page = 1;
  let all: readonly (readonly string[])[] = [];
  let shown = all;
  const filterBy = (text: string): void => {
    filter = text.trim();
    shown = filter === '' ? all : all.filter(rowFilter(filter, heads));
    cursor.moveTo(cursor.at, shown.length);
  };
  return {
    name,
    keys: [
      { keys: '↑↓', does: 'scroll' },
      { keys: '/', does: 'filter' },
    ],
    draw(facts, { width, height }) {
      all = rowsOf(facts);
      filterBy(filter);
      if (all.length === 0) return [textLine(`  ${emptyText(facts)}`, { dim: true })];
      page = Math.max(1, height - 2);
      const { from, to } = cursor.window(shown.length, page);
      const rows = shown.slice(from, to).map((row) => row.map((text) => ({ text })));
      const place = placeLine(cursor.at, shown.length, filter && `filter: ${filter}`);
      return [...tableLines({ width, columns, rows, selected: cursor.at - from }), place];
    },
    press(key) {
      if (key !== '/') return cursor.press(key, shown.length, page) ? done : undefined;
      const textsOf = (column: number): string[] => all.map((row) => row[column]!);
      return filterPrompt({ filter, heads, textsOf, filterBy });
    },
    escape: () => (filter === '' ? undefined : { does: 'clear filter', act: () => filterBy('') }),
  };
}
