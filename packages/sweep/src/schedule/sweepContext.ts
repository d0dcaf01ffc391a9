/** What all that works on a sweep has in common. */
import type { EngineName } from '@ranksweep/engine';
import type { RunSink } from '@ranksweep/run';
import type { Store } from '@ranksweep/store';
import type { Launcher } from '../launch/launcher.ts';
import type { PlannedRun, RunOutcome, SweepObserver } from '../observer.ts';
import type { GroupCommit } from '../record/groupCommit.ts';
import type { Provenance } from '../record/provenance.ts';
import type { Dispatch } from './dispatch.ts';

export interface SweepContext extends Provenance {
  readonly store: Store;
  /** The same store, as attempts see it. */
  readonly sink: RunSink;
  readonly writes: GroupCommit;
  readonly launcher: Launcher;
  readonly dispatch: Dispatch;
  readonly engine: EngineName;
  /** Whether final parameters are kept. */
  readonly keepState: boolean;
  readonly checkpointEveryMs: number;
  /** How long a lane may show no sign of life. */
  readonly hangAfterMs: number;
  readonly observer: SweepObserver;
  /**
   * Told of every run, once, when its outcome is in the store.
   * @param attempt the one that brought it about, if it is of this process
   */
  readonly settle: (run: PlannedRun, outcome: RunOutcome, attempt?: number) => void;
}
