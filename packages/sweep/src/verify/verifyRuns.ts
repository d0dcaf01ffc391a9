/** Computes ended runs again from their seeds, and compares them bit by bit with what the store has. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RandomStream, type RunConfig } from '@ranksweep/core';
import { earlierMeaning, kindOf } from '@ranksweep/kinds';
import {
  isDamaged,
  isSound,
  openStore,
  type ReadOnlyStore,
  type Sound,
  type Store,
  type SweepRunRow,
  type SweepSummary,
} from '@ranksweep/store';
import { laneEngineOf } from '../plan/engineOf.ts';
import { firstDifference, type Difference } from './firstDifference.ts';
import { runSweep, type SweepOptions } from '../runSweep.ts';

export interface VerifyOptions extends Pick<SweepOptions, 'signal' | 'observer'> {
  readonly lanes: number;
  /** Which of the sweep's runs. Default: all. */
  readonly runIds?: readonly number[] | undefined;
  /** How many of them. Default: all. */
  readonly sample?: number | undefined;
  /** Seed for drawing the sample. */
  readonly seed: number;
}

export interface RunDifference extends Difference {
  readonly run: SweepRunRow;
}

export interface Verified {
  /** Runs that are the same to the last bit. */
  readonly same: number;
  readonly differing: readonly RunDifference[];
  /** Runs that could not be computed here or are damaged, with the reason. */
  readonly skipped: readonly { readonly run: SweepRunRow; readonly why: string }[];
}

/** Writes nothing to `store`. If interrupted, it reports what has been computed so far. */
export async function verifyRuns(
  store: ReadOnlyStore,
  sweep: SweepSummary,
  { runIds, sample, seed, lanes: count, ...options }: VerifyOptions,
): Promise<Verified> {
  const ended = distinctRuns(store.runsOfSweep(sweep.id, { runIds })).filter(
    ({ status }) => status === 'done' || status === 'diverged',
  );
  const chosen = sample === undefined ? ended : drawn(ended, sample, seed);
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-verify-'));
  try {
    const sound = chosen.filter(isSound);
    const groups: Verified[] = [
      { ...nothing, skipped: chosen.filter(isDamaged).map((run) => ({ run, why: run.damage })) },
      {
        ...nothing,
        skipped: sound.flatMap((run) => {
          const why = earlierMeaning(run);
          return why === undefined ? [] : [{ run, why }];
        }),
      },
    ];
    const computable = sound.filter((run) => earlierMeaning(run) === undefined);
    for (const runs of Map.groupBy(computable, groupName).values()) {
      const [{ config, arithmetic }] = runs as [Sound<SweepRunRow>];
      const engine = await laneEngineOf(kindOf(config), arithmetic);
      if (engine === undefined) {
        groups.push({ ...nothing, skipped: skip(runs, `no engine here computes ${arithmetic}`) });
        continue;
      }
      const again = openStore(join(folder, `${groups.length}.db`));
      try {
        groups.push(
          await compareGroup({
            store,
            again,
            runs,
            sweep,
            options: { ...options, lanes: { engine, count } },
          }),
        );
      } finally {
        again.close();
      }
    }
    return together(groups);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const nothing: Verified = { same: 0, differing: [], skipped: [] };
const skip = (runs: readonly SweepRunRow[], why: string): Verified['skipped'] =>
  runs.map((run) => ({ run, why }));

const together = (parts: readonly Verified[]): Verified => ({
  same: parts.reduce((sum, { same }) => sum + same, 0),
  differing: parts.flatMap(({ differing }) => differing),
  skipped: parts.flatMap(({ skipped }) => skipped),
});

const groupName = ({ config, arithmetic }: Sound<SweepRunRow>): string =>
  `${kindOf(config).name} ${arithmetic}`;

/** Runs of one kind and arithmetic, and an empty store to compute them in. */
interface Group {
  readonly store: ReadOnlyStore;
  readonly again: Store;
  readonly runs: readonly Sound<SweepRunRow>[];
  readonly sweep: SweepSummary;
  readonly options: Omit<SweepOptions, 'keepState'>;
}

async function compareGroup({ store, again, runs, sweep, options }: Group): Promise<Verified> {
  const { name, preset } = sweep;
  const spec = { definition: name, preset, parts: {}, targets: {} };
  const expanded = runs.map((run) => ({ part: run.part, cell: {}, config: bounded(run) }));
  await runSweep(
    again,
    { name, preset, spec, runs: expanded, examples: [] },
    { ...options, keepState: false },
  );
  const computed = new Map(again.runsOfSweep(1).map((row) => [row.trajectoryHash, row]));
  return together(runs.map((run) => compared(store, run, again, computed.get(run.trajectoryHash)!)));
}

/** No hash covers the iteration limit, so a changed limit might never be reached. A run that has ended by itself will do so again. */
function bounded({ config, iterations, stopReason }: Sound<SweepRunRow>): RunConfig {
  if (stopReason === 'exit') return config;
  const maxIterations = Math.min(config.stop.maxIterations, iterations + 1);
  return { ...config, stop: { ...config.stop, maxIterations } };
}

function compared(store: ReadOnlyStore, run: SweepRunRow, again: Store, found: SweepRunRow): Verified {
  if (found.status === 'pending') return nothing; // Interrupted.
  if (found.status === 'failed') return { ...nothing, skipped: skip([run], found.error ?? 'it failed') };
  const difference = firstDifference({ store, runId: run.runId }, { store: again, runId: found.runId });
  return difference === undefined
    ? { ...nothing, same: 1 }
    : { ...nothing, differing: [{ run, ...difference }] };
}

/** A run may be in several cells. */
const distinctRuns = (rows: readonly SweepRunRow[]): SweepRunRow[] => [
  ...new Map(rows.map((row) => [row.runId, row])).values(),
];

/** A sample of this many runs, in their order. */
function drawn(runs: readonly SweepRunRow[], count: number, seed: number): SweepRunRow[] {
  const keys = new RandomStream(seed, 'verify');
  const ranked = runs.map((run) => ({ run, key: keys.uniform() })).toSorted((a, b) => a.key - b.key);
  const chosen = new Set(ranked.slice(0, count).map(({ run }) => run));
  return runs.filter((run) => chosen.has(run));
}
