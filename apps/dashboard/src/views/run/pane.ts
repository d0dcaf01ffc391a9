/** A part of the view of a run: one of them is shown at a time, below the header. */
import type { Line } from '../../chart/index.ts';
import type { Escape, Key, KeyHelp, Outcome, Size } from '../../view.ts';
import type { RunFacts } from './runState.ts';

export interface Pane {
  readonly name: string;
  readonly keys: readonly KeyHelp[];
  /** At most so many lines. */
  readonly draw: (facts: RunFacts, size: Size) => readonly Line[];
  /** @returns undefined for a key that is none of its own */
  readonly press: (key: Key) => Outcome | undefined;
  readonly escape?: () => Escape | undefined;
}
