/** Trials are noted in few writes: what searches tell in one turn of the event loop is written together. */
import type { NewTrial, Store } from '@ranksweep/store';
import type { SweepObserver } from '../observer.ts';
import type { GroupCommit } from './groupCommit.ts';

export interface TrialNotesOptions {
  readonly store: Pick<Store, 'recordTrials'>;
  readonly writes: Pick<GroupCommit, 'add'>;
  readonly sweepId: number;
  readonly observer: Pick<SweepObserver, 'tried'>;
}

export class TrialNotes {
  readonly #options: TrialNotesOptions;
  /** What waits to be written, by part. Of a trial that was noted twice, the later note counts. */
  readonly #waiting = new Map<string, NewTrial[]>();

  constructor(options: TrialNotesOptions) {
    this.#options = options;
  }

  add(part: string, trials: readonly NewTrial[]): void {
    const waiting = this.#waiting.get(part);
    if (waiting !== undefined) {
      waiting.push(...trials);
      return;
    }
    const notes = [...trials];
    this.#waiting.set(part, notes);
    const { store, writes, sweepId, observer } = this.#options;
    writes.add(() => {
      this.#waiting.delete(part);
      store.recordTrials(sweepId, part, notes);
      return () => observer.tried?.(part, notes);
    });
  }
}
