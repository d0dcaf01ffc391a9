/** The view of one run. */
import type { Context } from '../context.ts';
import type { View } from '../view.ts';
import { textLine, fitLines } from '../table.ts';

export const openRun = (_context: Context, runId: number): View => ({
  title: () => `run ${runId}`,
  keys: [],
  refresh: () => {},
  draw: (size) => fitLines([textLine(`run ${runId}`)], size),
  press: () => undefined,
});
