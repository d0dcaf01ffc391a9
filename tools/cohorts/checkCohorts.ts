/**
 * Runs a sweep of several shapes in cohorts three times: undisturbed, disturbed, and on the CPU. Disturbed means that some runs are
 * cancelled, that it is interrupted, that the process of its GPU is killed, and that it goes on each time. Both on the GPU have to
 * leave the same rows to the last bit, and those of the CPU within the rounding of float32.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openStore, type ReadOnlyStore, type SweepRunRow } from '@ranksweep/store';
import { strikeLane } from '../chaos/faults/strikeLane.ts';
import { startSweep, type Program } from '../chaos/program.ts';

const DEFINITION = fileURLToPath(new URL('shapes.yaml', import.meta.url));
/** Runs that are cancelled while they go on. */
const CANCELLED = 3;
/** Runs that are long enough for it. */
const LONG = 8;
/** Losses of early iterations agree this closely, as a share. */
const CLOSE = 1e-3;
const EARLY = 20;

export interface CohortsOptions {
  /** An empty folder for databases. */
  readonly folder: string;
  /** Seeds of the small shapes, which have three cells each, and of the others. */
  readonly seeds: { readonly small: number; readonly large: number };
  readonly tell?: (line: string) => void;
}

export interface CohortsResult {
  readonly runs: number;
  /** Runs of the undisturbed sweep by the reason that they stopped for. */
  readonly reasons: Readonly<Record<string, number>>;
  /** What was done to the disturbed sweep. */
  readonly cancelled: number;
  readonly interrupted: number;
  readonly killed: number;
  /** Rows that differ, in words; none if all is well. */
  readonly differences: readonly string[];
}

export async function checkCohorts({
  folder,
  seeds,
  tell = () => {},
}: CohortsOptions): Promise<CohortsResult> {
  const words = (on: readonly string[]): string[] => [
    ...['mf-8', 'mf-10', 'mf-12'].map((part) => `${part}.seed=range(0,${seeds.small})`),
    ...['mf-64', 'cp', 'htf'].map((part) => `${part}.seed=range(0,${seeds.large})`),
    `long.seed=range(0,${LONG})`,
    '--plot',
    join(folder, 'figures'),
    ...on,
  ];
  const gpu = {
    definition: DEFINITION,
    lanes: '1',
    words: words(['--device', 'gpu', '--checkpoint-every', '1']),
  };
  const cpu = { definition: DEFINITION, lanes: '1', words: words(['--device', 'cpu', '--engine', 'wasm']) };
  const [whole, disturbed, onCpu] = ['whole', 'disturbed', 'cpu'].map((name) =>
    join(folder, `${name}.db`),
  ) as [string, string, string];

  tell('on the CPU');
  await success(startSweep(onCpu, cpu));
  tell('in cohorts, undisturbed');
  await success(startSweep(whole, gpu));
  tell('in cohorts, disturbed');
  const stopped = startSweep(disturbed, gpu);
  const cancelled = await cancelSome(disturbed, stopped);
  stopped.kill('SIGINT');
  const { status } = await stopped.ended;
  const killed = startSweep(disturbed, gpu);
  const deaths = await killLane(killed);
  await success(killed);
  await success(startSweep(disturbed, gpu)); // What a death left, if anything.

  const stores = [whole, disturbed, onCpu].map((path) => openStore(path, { readOnly: true }));
  try {
    const [first, second, third] = stores.map(runsOf) as [Runs, Runs, Runs];
    return {
      runs: first.size,
      reasons: countsOf([...first.values()].map(({ row }) => row.stopReason ?? row.status)),
      cancelled,
      interrupted: status === 130 ? 1 : 0,
      killed: deaths,
      differences: [...bitDifferences(first, second), ...roundingDifferences(first, third)],
    };
  } finally {
    for (const store of stores) store.close();
  }
}

async function success(program: Program): Promise<void> {
  const { status, output } = await program.ended;
  if (status !== 0) throw new Error(`expected a sweep that ends, found status ${status}: ${output}`);
}

/** Cancels runs that are going on, once some are. @returns how many */
async function cancelSome(path: string, program: Program): Promise<number> {
  while (!program.hasEnded()) {
    await sleep(50);
    try {
      const store = openStore(path);
      try {
        const going = store.activities().filter(({ iterations }) => iterations > 0);
        if (going.length > 2 * CANCELLED) {
          // Those that have just ended are not cancelled.
          const cancelled = store.cancelRuns(going.slice(0, CANCELLED).map(({ runId }) => runId));
          if (cancelled.length > 0) return cancelled.length;
        }
      } finally {
        store.close();
      }
    } catch (error) {
      if (!/no such|locked|expected/.test(String(error))) throw error; // It is being created.
    }
  }
  return 0;
}

/** Kills the process of the GPU's lane while it computes. @returns how often */
async function killLane(program: Program): Promise<number> {
  while (!program.hasEnded()) {
    if (await strikeLane(program, { signal: 'SIGKILL', delayMs: 1000 })) return 1;
  }
  return 0;
}

interface Run {
  readonly row: SweepRunRow;
  /** Losses by iteration. */
  readonly losses: ReadonlyMap<number, number>;
  /** All that must be the same to the last bit. */
  readonly text: string;
}

type Runs = ReadonlyMap<string, Run>;

function runsOf(store: ReadOnlyStore): Runs {
  const [sweep] = store.sweeps();
  return new Map(
    store.runsOfSweep(sweep!.id).map((row): [string, Run] => {
      const { runId, part, cell, seed, status, stopReason, iterations } = row;
      const series = store.trajectory(runId, '*');
      const loss = series.find(({ metric }) => metric === 'train_loss');
      const losses = new Map(Array.from(loss?.iterations ?? [], (at, i) => [at, loss!.values[i]!]));
      const points = series.map(({ metric, iterations: at, values }) => [
        metric,
        [...at],
        [...values].map(String),
      ]);
      const text = JSON.stringify([
        status,
        stopReason,
        iterations,
        points,
        store.events(runId),
        [...store.finals(runId)].map(String),
      ]);
      return [`${part} ${cell} seed ${seed}`, { row, losses, text }];
    }),
  );
}

function bitDifferences(one: Runs, other: Runs): string[] {
  return [...one].flatMap(([name, { text }]) => {
    const found = other.get(name)?.text;
    return found === text
      ? []
      : [`${name}: undisturbed ${text.slice(0, 200)}, disturbed ${found?.slice(0, 200)}`];
  });
}

/** Until rounding has grown, which it does where a component rises, and where a run diverges. */
function roundingDifferences(gpu: Runs, cpu: Runs): string[] {
  return [...gpu].flatMap(([name, { row, losses }]) => {
    const other = cpu.get(name)!;
    if ((row.status === 'diverged') !== (other.row.status === 'diverged'))
      return [`${name}: ${row.status}, on the CPU ${other.row.status}`];
    if (row.status === 'diverged') return [];
    return [...losses].flatMap(([at, loss]) => {
      const expected = other.losses.get(at);
      if (at > EARLY || expected === undefined) return [];
      return Math.abs(loss - expected) <= CLOSE * Math.abs(expected)
        ? []
        : [`${name}, iteration ${at}: loss ${loss}, on the CPU ${expected}`];
    });
  });
}

function countsOf(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
