/** Values as the dashboard's tables write them. */
import type { RunStatus } from '@ranksweep/store';
import type { Cell } from './table.ts';

/** A state is told by its sign and its word; its colour only helps. */
const states: Record<RunStatus, { readonly sign: string; readonly color: NonNullable<Cell['color']> }> = {
  pending: { sign: '·', color: 7 },
  running: { sign: '▶', color: 0 },
  done: { sign: '✓', color: 2 },
  diverged: { sign: '∞', color: 5 },
  failed: { sign: '✗', color: 4 },
  cancelled: { sign: '-', color: 7 },
};

export const statusCell = (status: RunStatus): Cell => ({
  text: `${states[status].sign} ${status}`,
  color: states[status].color,
});

/** Integers as they are, others to five digits. Text may hold what a terminal would obey: it is shown. */
export function valueText(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return visible(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6
    ? String(Number(value.toPrecision(5)))
    : value.toExponential(3);
}

const visible = (text: string): string =>
  // oxlint-disable-next-line no-control-regex
  text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, (character) => JSON.stringify(character).slice(1, -1));
