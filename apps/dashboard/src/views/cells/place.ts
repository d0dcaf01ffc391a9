/** Which runs a cell of the map stands for, in words. */
import type { CellsData } from './cellsData.ts';
import { ALL } from './choice.ts';

/** `cp: task.observed=200 init.std=0.1 task.target.rank=1`. */
export function placeInWords(data: CellsData, row: number, column: number): string {
  const { part, parts, x, y, further } = data.choice!;
  if (x === undefined) return parts[row]!.name;
  const fixed = further.filter(({ at }) => at !== ALL);
  const places = [{ axis: x, at: column }, ...(y ? [{ axis: y, at: row }] : []), ...fixed];
  return `${part.name}: ${places.map(({ axis: { path, values }, at }) => `${path}=${values[at]}`).join(' ')}`;
}
