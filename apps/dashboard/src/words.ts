/** Values as the dashboard's tables write them. */
import type { RunStatus } from '@ranksweep/store';
import { formatNumber, visibleText } from '@ranksweep/text';
import type { Cell } from './table.ts';

/** A state is told by its sign and its word; its colour only helps. */
const states: Record<RunStatus, { readonly sign: string; readonly color: NonNullable<Cell['color']> }> = {
  pending: { sign: '·', color: 7 },
  running: { sign: '▶', color: 0 },
  done: { sign: '✓', color: 2 },
  diverged: { sign: '∞', color: 5 },
  failed: { sign: '✗', color: 4 },
  cancelled: { sign: '-', color: 7 },
  skipped: { sign: '»', color: 7 },
  pruned: { sign: '┤', color: 7 },
};

export const statusCell = (status: RunStatus): Cell => ({
  text: `${states[status].sign} ${status}`,
  color: states[status].color,
});

/** A value of a row: what is missing is empty, and what a terminal would obey is shown. */
export function valueText(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? visibleText(value) : formatNumber(value);
}

/** Text that stays on its line, and of which a terminal obeys nothing. */
export const lineText = (text: string): string => visibleText(text).replaceAll('\n', String.raw`\n`);
