/** What all views share. */
import type { ReadOnlyStore } from '@ranksweep/store';
import type { SlurmWatch } from './slurm/slurmWatch.ts';

export interface Context {
  /** For reading alone; actions open the database for writing as long as they take. */
  readonly store: ReadOnlyStore;
  /** How the `ranksweep` command is started, for what it does better in a process of its own: words of a command line. */
  readonly ranksweep: readonly string[];
  /** What is known of sweeps on Slurm; undefined where nobody looks. */
  readonly slurm?: Pick<SlurmWatch, 'of'>;
  /** Shows a message, whenever it comes. */
  readonly tell?: (message: string) => void;
  /** Milliseconds since 1970; a test's own. */
  readonly now: () => number;
}
