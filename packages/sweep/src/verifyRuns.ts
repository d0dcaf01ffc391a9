/** Runs that have ended, computed again from their seeds and compared bit by bit with what the store has. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RandomStream } from '@ranksweep/core';
import { openStore, type ReadOnlyStore, type SweepRunRow, type SweepSummary } from '@ranksweep/store';
import { engineOf } from './engineOf.ts';
import { firstDifference, type Difference } from './firstDifference.ts';
import { runSweep, type SweepOptions } from './runSweep.ts';

export interface VerifyOptions extends Pick<SweepOptions, 'lanes' | 'signal' | 'observer'> {
  /** How many runs. Default: all. */
  readonly sample?: number | undefined;
  /** Draws the sample. */
  readonly seed: number;
}

export interface RunDifference extends Difference {
  readonly run: SweepRunRow;
}

export interface Verified {
  /** Runs that are the same to the last bit. */
  readonly same: number;
  readonly differing: readonly RunDifference[];
  /** Runs that could not be computed here, with why. */
  readonly skipped: readonly { readonly run: SweepRunRow; readonly why: string }[];
}

/** Writes nothing to `store`. Interrupted, it tells of what had been computed. */
export async function verifyRuns(
  store: ReadOnlyStore,
  sweep: SweepSummary,
  { sample, seed, ...options }: VerifyOptions,
): Promise<Verified> {
  const ended = distinctRuns(store.runsOfSweep(sweep.id)).filter(
    ({ status }) => status === 'done' || status === 'diverged',
  );
  const chosen = sample === undefined ? ended : drawn(ended, sample, seed);
  const verified = {
    same: 0,
    differing: [] as RunDifference[],
    skipped: [] as Verified['skipped'][number][],
  };
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-verify-'));
  try {
    for (const [arithmetic, runs] of Map.groupBy(chosen, (run) => run.arithmetic)) {
      const engine = engineOf(arithmetic);
      if (engine === undefined) {
        verified.skipped.push(...runs.map((run) => ({ run, why: `no engine here computes ${arithmetic}` })));
        continue;
      }
      const again = openStore(join(folder, `${arithmetic}.db`));
      try {
        await compareGroup({ store, again, runs, verified, sweep, options: { ...options, engine } });
      } finally {
        again.close();
      }
    }
    return verified;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Group {
  readonly store: ReadOnlyStore;
  readonly again: ReturnType<typeof openStore>;
  readonly runs: readonly SweepRunRow[];
  readonly verified: { same: number; differing: RunDifference[]; skipped: Verified['skipped'][number][] };
  readonly sweep: SweepSummary;
  readonly options: Omit<SweepOptions, 'keepState'>;
}

async function compareGroup({ store, again, runs, verified, sweep, options }: Group): Promise<void> {
  const { name, preset } = sweep;
  const spec = { definition: name, preset, parts: {}, targets: {} };
  const expanded = runs.map(({ part, config }) => ({ part, cell: {}, config }));
  await runSweep(again, { name, preset, spec, runs: expanded }, { ...options, keepState: false });
  const computed = new Map(again.runsOfSweep(1).map((row) => [row.trajectoryHash, row]));
  for (const run of runs) {
    const { runId, status, error } = computed.get(run.trajectoryHash)!;
    if (status === 'pending') continue; // interrupted
    if (status === 'failed') {
      verified.skipped.push({ run, why: error ?? 'it failed' });
      continue;
    }
    const difference = firstDifference({ store, runId: run.runId }, { store: again, runId });
    if (difference === undefined) verified.same++;
    else verified.differing.push({ run, ...difference });
  }
}

/** A run may be in several cells. */
const distinctRuns = (rows: readonly SweepRunRow[]): SweepRunRow[] => [
  ...new Map(rows.map((row) => [row.runId, row])).values(),
];

/** So many of the runs, in their order. */
function drawn(runs: readonly SweepRunRow[], count: number, seed: number): SweepRunRow[] {
  const keys = new RandomStream(seed, 'verify');
  const ranked = runs.map((run) => ({ run, key: keys.uniform() })).toSorted((a, b) => a.key - b.key);
  const chosen = new Set(ranked.slice(0, count).map(({ run }) => run));
  return runs.filter((run) => chosen.has(run));
}
