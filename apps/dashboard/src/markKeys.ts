/** Keys of lists whose rows can be marked and compared. */
import type { Marks } from './marks.ts';
import { tabNumber } from './tabNames.ts';
import { done, type Key, type KeyHelp, type Outcome } from './view.ts';

export const markKeys: readonly KeyHelp[] = [
  { keys: 'space', does: 'mark' },
  { keys: 'o', does: 'compare' },
];

export interface MarkKey {
  readonly key: Key;
  readonly kind: 'runs' | 'sweeps';
  /** Of the selected row. */
  readonly id: number | undefined;
  /** Selects the next row. */
  readonly next: () => void;
}

export function markKey(marks: Marks, { key, kind, id, next }: MarkKey): Outcome | undefined {
  if (key === ' ' && id !== undefined) {
    marks.toggle(kind, id);
    next();
    return done;
  }
  return key === 'o' ? { kind: 'open', tab: tabNumber.compare } : undefined;
}
