/** The terminal dashboard. */
import { InputError } from '@ranksweep/core';
import { openStore, resolveSubject } from '@ranksweep/store';
import type { Beside } from './app.ts';
import { SlurmWatch } from './slurm/slurmWatch.ts';

export { firstScreen } from './firstScreen.ts';
export { startInBackground, type Background } from './background.ts';

export interface DashboardOptions {
  readonly db: string;
  /** How the `ranksweep` command is started: program and first words. */
  readonly ranksweep: readonly string[];
  /** Address of what is shown first. Default: all sweeps. */
  readonly at?: string | undefined;
  /** What goes on beside it; called once it is shown. */
  readonly beside?: Beside;
}

/**
 * Shows a database until the user quits.
 * @throws InputError without a terminal, as `openStore` for reading does, and for an address that names nothing
 */
export async function openDashboard({ db, ranksweep, at, beside }: DashboardOptions): Promise<void> {
  requireTerminal();
  const store = openStore(db, { readOnly: true });
  // At once: what is typed while the rest is loaded would be written across the screen.
  process.stdin.setRawMode(true);
  const slurm = new SlurmWatch({ db, store });
  try {
    if (at !== undefined) resolveSubject(store, at, 'dashboard'); // before the screen is another
    // React looks at it when it is loaded; its other build takes several times as long.
    process.env.NODE_ENV = 'production';
    const { runApp } = await import('./app.ts');
    const { supportsColor } = await import('chalk');
    const colors = process.env.NO_COLOR ? 0 : supportsColor === false ? 0 : supportsColor.level;
    await runApp({ context: { store, ranksweep, slurm, now: () => Date.now() }, colors, at, beside });
  } finally {
    slurm.stop();
    process.stdin.setRawMode(false);
    store.close();
  }
}

/** @throws InputError where the dashboard could not be shown */
export function requireTerminal(): void {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new InputError(
      'dashboard: expected a terminal, found a pipe or a file: ranksweep list and show print into these',
    );
  }
  if (process.env.TERM === 'dumb') {
    throw new InputError(
      'dashboard: expected a terminal that can move its cursor, found TERM=dumb: ranksweep list and show print into any terminal',
    );
  }
}
