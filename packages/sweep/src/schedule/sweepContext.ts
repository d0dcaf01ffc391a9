/** What the functions that work on a sweep share. */
import type { RunSink } from '@ranksweep/run';
import type { Store } from '@ranksweep/store';
import type { Launcher } from '../launch/launcher.ts';
import type { PlannedRun, RunOutcome, SweepObserver } from '../observer.ts';
import type { Attempt } from '../record/attempt.ts';
import type { GroupCommit } from '../record/groupCommit.ts';
import type { Provenance } from '../record/provenance.ts';
import type { SweepEngines } from '../plan/sweepEngines.ts';
import type { Dispatch } from './dispatch.ts';

export interface SweepContext extends Provenance {
  readonly store: Store;
  /** The same store in the form that attempts use. */
  readonly sink: RunSink;
  readonly writes: GroupCommit;
  readonly launcher: Launcher;
  readonly dispatch: Dispatch;
  readonly sweepId: number;
  /** The engines of the lanes. */
  readonly engines: Pick<SweepEngines, 'computing'>;
  /** Whether final parameters are kept. */
  readonly keepState: boolean;
  readonly checkpointEveryMs: number;
  /** How long a lane may show no sign of life. */
  readonly hangAfterMs: number;
  readonly observer: SweepObserver;
  /**
   * Called once for every run, when its outcome is in the store.
   * @param attempt the attempt that ended the run, if this process made it
   */
  readonly settle: (run: PlannedRun, outcome: RunOutcome, attempt?: Pick<Attempt, 'held' | 'finals'>) => void;
}
