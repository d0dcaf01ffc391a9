/** The line below a list: where one is in it, and how its rows were chosen. */
import type { Line } from './chart/index.ts';
import { textLine } from './table.ts';
import { lineText } from './words.ts';

/** @param conditions in words; empty ones are left out */
export function placeLine(at: number, count: number, ...conditions: readonly string[]): Line {
  const place = count === 0 ? 'no rows' : `row ${at + 1} of ${count}`;
  const chosen = conditions.filter((condition) => condition !== '').map(lineText);
  return textLine(`  ${[place, ...chosen].join('   ')}`, { dim: true });
}
