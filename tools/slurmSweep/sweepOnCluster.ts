/** A sweep that the tasks of a test cluster compute, and the same sweep computed here. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { collectSegments, openStore } from '@ranksweep/store';
import {
  chooseLanes,
  readProfile,
  readSlurmSweep,
  runSweep,
  submitSweep,
  taskName,
  type ExpandedSweep,
  type SlurmFolder,
} from '@ranksweep/sweep';
import { compareContents, type Comparison } from '../chaos/database/compare.ts';
import { contentsOf, type Contents } from '../chaos/database/rows.ts';
import { startCluster, type TestCluster } from '../slurmTestCluster/cluster.ts';

export const ranksweep = fileURLToPath(new URL('../../apps/cli/bin/ranksweep.js', import.meta.url));

export interface SweepOnCluster extends AsyncDisposable {
  readonly cluster: TestCluster;
  readonly job: number;
  readonly folder: SlurmFolder;
  /** How many units of runs there are, and how many are done. */
  readonly units: number;
  done(): number;
  /** Tasks that have begun their work. */
  running(): Promise<{ readonly index: number; readonly node: string; readonly restarts: number }[]>;
  /** What tasks have printed. */
  printed(): string;
  /** Lets the runs go on that wait for it. Until then no task has nothing left to do. */
  openGate(): void;
  /** Waits until the job has ended, whatever became of its tasks. */
  ended(): Promise<void>;
  /** Collects what tasks have published, and compares every row with what a sweep on this machine has. */
  compare(): Promise<Comparison>;
  /** What queries find in what tasks have published, and in what a sweep on this machine has. */
  found(queries: readonly string[]): Promise<{ readonly there: unknown[]; readonly here: unknown[] }>;
  /** Why runs have failed, in what was collected. None should. */
  failures(): string[];
}

export interface OnClusterOptions {
  readonly sweep: ExpandedSweep;
  readonly array: string;
  readonly nodes?: number;
}

export async function sweepOnCluster({ sweep, array, nodes = 3 }: OnClusterOptions): Promise<SweepOnCluster> {
  const cluster = await startCluster({ nodes, cpusPerNode: 1, preemptionGraceSeconds: 5 });
  Object.assign(process.env, cluster.environment);
  const place = join(cluster.folder, 'sweep');
  mkdirSync(place);
  const gate = join(place, 'gate');
  process.env.RANKSWEEP_TEST_GATE = gate;
  const db = join(place, 'collected.db');
  const store = openStore(db);
  const { profile } = readProfile({
    array,
    graceSeconds: 50,
    again: 'requeue',
    work: place,
  });
  const { submitted } = await submitSweep(store, sweep, {
    db,
    profile,
    settings: { checkpointEvery: '0.2', lookEverySeconds: 0.3, publishEverySeconds: 0.3 },
    places: await chooseLanes({ engines: undefined, device: 'cpu', lanes: 1, usualOnCpu: 1 }),
    reuse: 'all',
    workingFolder: process.cwd(),
    ownCommand: [process.execPath, ranksweep],
    extensions: [],
  });
  const { job, folder } = submitted!;
  const names = (): string[] => readdirSync(folder.claims);
  const queue = async (format: string): Promise<string[]> =>
    (await cluster.slurm('squeue', '-h', '-r', '-t', 'all', '-j', String(job), '-O', format))
      .split('\n')
      .filter((line) => line !== '');
  return {
    cluster,
    job,
    folder,
    units: readSlurmSweep(folder.sweepFile).units.length,
    done: () => names().filter((name) => name.endsWith('.done')).length,
    async running() {
      const begun = new Set(
        readdirSync(folder.tasks).flatMap((name) =>
          isAtWork(join(folder.tasks, name)) ? [name.slice(0, -5)] : [],
        ),
      );
      return (await queue('State:|,ArrayTaskID:|,NodeList:|,RestartCnt:')).flatMap((line) => {
        const [state, index, node, restarts] = line.split('|').map((word) => word.trim());
        const task = { index: Number(index), node: node!, restarts: Number(restarts) };
        const name = taskName({ job, index: task.index, restart: task.restarts, start: 1 });
        return state === 'RUNNING' && begun.has(name) ? [task] : [];
      });
    },
    printed: () =>
      readdirSync(folder.logs)
        .map((name) => readFileSync(join(folder.logs, name), 'utf8'))
        .join('\n'),
    openGate: () => writeFileSync(gate, ''),
    async ended() {
      const isOver = (state: string): boolean => /^(COMPLETED|CANCELLED|FAILED|TIMEOUT)/.test(state);
      while (!(await queue('State')).every(isOver)) await sleep(500);
    },
    async compare() {
      await collectSegments(store, folder.segments);
      const expected = await localContents(sweep);
      return compareContents(contentsIn(db), expected);
    },
    async found(queries) {
      await collectSegments(store, folder.segments);
      const answers = (path: string): unknown[] =>
        reading(path, (database) => queries.map((sql) => database.prepare(sql).raw().all()));
      return { there: answers(db), here: await computedHere(sweep, answers) };
    },
    failures: () => store.runIds().flatMap((runId) => store.run(runId)!.error ?? []),
    async [Symbol.asyncDispose]() {
      delete process.env.RANKSWEEP_TEST_GATE;
      store.close();
      await cluster.stop();
    },
  };
}

const locally = new WeakMap<ExpandedSweep, Promise<Contents>>();

/** What the sweep comes to on this machine, computed once. */
function localContents(sweep: ExpandedSweep): Promise<Contents> {
  const contents = locally.get(sweep) ?? computedHere(sweep, contentsIn);
  locally.set(sweep, contents);
  return contents;
}

async function computedHere<Result>(sweep: ExpandedSweep, read: (path: string) => Result): Promise<Result> {
  const place = mkdtempSync(join(tmpdir(), 'ranksweep-twin-'));
  try {
    const path = join(place, 'twin.db');
    const store = openStore(path);
    await runSweep(store, sweep, { lanes: { engine: 'wasm', count: 2 }, keepState: true });
    store.close();
    return read(path);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

const contentsIn = (path: string): Contents => reading(path, contentsOf);

function reading<Result>(path: string, read: (database: Database.Database) => Result): Result {
  const database = new Database(path, { readonly: true });
  try {
    return read(database);
  } finally {
    database.close();
  }
}

const isAtWork = (path: string): boolean =>
  path.endsWith('.json') && !readFileSync(path, 'utf8').includes('"ended"');
