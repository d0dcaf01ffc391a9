/** A sweep that the tasks of a test cluster compute, and the same sweep computed here. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { collectSegments, openStore } from '@ranksweep/store';
import {
  chooseLanes,
  readProfile,
  runSweep,
  slurmFolder,
  submitSweep,
  SweepEngines,
  type ExpandedSweep,
  type SlurmFolder,
} from '@ranksweep/sweep';
import { compareContents, type Comparison } from '../chaos/database/compare.ts';
import { contentsOf } from '../chaos/database/rows.ts';
import { startCluster, type TestCluster } from '../slurmTestCluster/cluster.ts';

const ranksweep = fileURLToPath(new URL('../../apps/cli/bin/ranksweep.js', import.meta.url));

export interface SweepOnCluster extends AsyncDisposable {
  readonly cluster: TestCluster;
  readonly job: number;
  readonly folder: SlurmFolder;
  /** How many units of runs there are, and how many are done. */
  readonly units: number;
  done(): number;
  /** Indices of the tasks that run now, with their nodes. */
  running(): Promise<{ readonly index: number; readonly node: string }[]>;
  /** Waits until the job has ended, whatever became of its tasks. */
  ended(): Promise<void>;
  /** Collects what tasks have published, and compares every row with what a sweep on this machine has. */
  compare(): Promise<Comparison>;
}

export interface OnClusterOptions {
  readonly sweep: ExpandedSweep;
  readonly array: string;
  readonly nodes?: number;
}

export async function sweepOnCluster({ sweep, array, nodes = 3 }: OnClusterOptions): Promise<SweepOnCluster> {
  const place = mkdtempSync(join(tmpdir(), 'ranksweep-on-slurm-'));
  const cluster = await startCluster({ nodes, cpusPerNode: 1, preemptionGraceSeconds: 5 });
  Object.assign(process.env, cluster.environment);
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
    engines: SweepEngines.of(await chooseLanes({ engines: undefined, device: 'cpu', lanes: 1, usualOnCpu: 1 })),
    reuse: 'all',
    workingFolder: process.cwd(),
    ownCommand: [process.execPath, ranksweep],
    extensions: [],
  });
  const { job, folder } = submitted!;
  const names = (): string[] => readdirSync(folder.claims);
  const states = async (format: string): Promise<string[]> =>
    (await cluster.slurm('squeue', '-h', '-r', '-t', 'all', '-j', String(job), '-o', format))
      .split('\n')
      .filter((line) => line !== '');
  return {
    cluster,
    job,
    folder,
    units: JSON.parse(await sweepFileText(folder)).units.length as number,
    done: () => names().filter((name) => name.endsWith('.done')).length,
    running: async () =>
      (await states('%T %K %N')).flatMap((line) => {
        const [state, index, node] = line.split(' ');
        return state === 'RUNNING' ? [{ index: Number(index), node: node! }] : [];
      }),
    async ended() {
      const isOver = (state: string): boolean => /^(COMPLETED|CANCELLED|FAILED|TIMEOUT)/.test(state);
      while (!(await states('%T').catch(() => [''])).every(isOver)) await sleep(500);
    },
    async compare() {
      await collectSegments(store, folder.segments);
      const twin = join(place, 'twin.db');
      const local = openStore(twin);
      await runSweep(local, sweep, { lanes: { engine: 'wasm', count: 2 }, keepState: true });
      local.close();
      const [found, expected] = [db, twin].map((path) => {
        const database = new Database(path, { readonly: true });
        const contents = contentsOf(database);
        database.close();
        return contents;
      });
      return compareContents(found!, expected!);
    },
    async [Symbol.asyncDispose]() {
      await cluster.stop();
      store.close();
      rmSync(place, { recursive: true, force: true });
    },
  };
}

const sweepFileText = async ({ sweepFile }: SlurmFolder): Promise<string> =>
  (await import('node:fs/promises')).readFile(sweepFile, 'utf8');
