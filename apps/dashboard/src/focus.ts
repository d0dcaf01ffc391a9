/** What was selected last: what a tab shows that is opened by its number. And what is marked. */
import { Marks } from './marks.ts';

export interface Focus {
  sweepId: number | undefined;
  runId: number | undefined;
  readonly marks: Marks;
}

export const noFocus = (): Focus => ({ sweepId: undefined, runId: undefined, marks: new Marks() });
