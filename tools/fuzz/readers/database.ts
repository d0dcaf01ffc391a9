/** Damaged database files, with and without a log: a refusal to open leaves them as they are, byte for byte. */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore, query, type ReadOnlyStore } from '@ranksweep/store';
import { mutateBytes } from '../mutate/bytes.ts';
import type { Random } from '../random.ts';
import type { MakeReader } from '../reader.ts';
import { goodConfigs } from './support.ts';

/** Bytes before the database that say how long it is; the log follows it. */
const PREFIX = 4;
const HEADER = 100;

const claim = {
  lane: '0',
  device: 'cpu',
  engine: 'x',
  versions: {},
  gitSha: null,
  leaseMs: 1e9,
  restart: false,
};

/** A store of a few runs with points, events and a checkpoint; part of it is in the log. */
function filledStore(path: string): Buffer {
  const store = openStore(path);
  const sweepId = store.upsertSweep({
    name: 'a',
    definition: 'a',
    preset: 'quick',
    spec: { parts: {} },
    specHash: 'h',
  });
  const runs = goodConfigs.map((config, cell) => ({
    config,
    trajectoryHash: `${cell}`,
    arithmetic: 'f64',
    part: 'p',
    cell: { k: cell },
  }));
  for (const [k, { runId }] of store.registerRuns(sweepId, runs).entries()) {
    const { attempt } = store.claimRun(runId, claim)!;
    const iterations = Float64Array.from({ length: 300 }, (_, i) => i);
    store.appendChunk(runId, attempt, {
      metrics: ['a', 'b_1'],
      iterations,
      values: new Float64Array(600).fill(k),
    });
    if (k === 1)
      store.saveCheckpoint(runId, attempt, { iteration: 7, state: new Uint8Array(9000).fill(k), wallMs: 1 });
    if (k === 2) query(path, 'SELECT 1');
  }
  const [database, log] = [readFileSync(path), readFileSync(`${path}-wal`)];
  store.close();
  return packed(readFileSync(path).length > database.length ? readFileSync(path) : database, log);
}

function packed(database: Uint8Array, log: Uint8Array): Buffer {
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32BE(database.length);
  return Buffer.concat([prefix, database, log]);
}

function damaged(good: Buffer, random: Random): Buffer {
  const length = good.readUInt32BE(0);
  const database = good.subarray(PREFIX, PREFIX + length);
  const log = good.subarray(PREFIX + length);
  const part = random.below(4);
  if (part === 0)
    return packed(
      Buffer.concat([mutateBytes(database.subarray(0, HEADER), random), database.subarray(HEADER)]),
      Buffer.alloc(0),
    );
  if (part === 1) return packed(database, mutateBytes(log, random));
  const withLog = random.chance(0.3) ? log : Buffer.alloc(0);
  return packed(mutateBytes(database, random, random.chance(0.8) ? HEADER : 0), withLog);
}

function readAll(store: ReadOnlyStore): void {
  for (const { id } of store.sweeps()) {
    for (const { runId } of store.runsOfSweep(id)) {
      store.trajectory(runId, '*');
      store.finals(runId);
      store.events(runId);
      store.attempts(runId);
      store.loadCheckpoint(runId);
      store.rankedMetrics(runId, 'b');
    }
  }
}

export const databaseReader: MakeReader = (folder) => {
  const good = filledStore(join(folder, 'good.db'));
  const path = join(folder, 'fuzzed.db');
  const files = [path, `${path}-wal`];
  const bytes = (): string[] => files.map((file) => (existsSync(file) ? readFileSync(file, 'base64') : ''));
  const lay = (input: Buffer): void => {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${end}`, { force: true });
    const length = input.readUInt32BE(0);
    writeFileSync(path, input.subarray(PREFIX, PREFIX + length));
    if (input.length > PREFIX + length) writeFileSync(`${path}-wal`, input.subarray(PREFIX + length));
  };
  /** Whatever a reader does, and a writer that is refused, leaves the files as they are. */
  const unchanged = (before: readonly string[], who: string): void => {
    bytes().forEach((now, i) => {
      // A log with nothing in it may come and go.
      if (now !== before[i]) throw new Error(`${who} changed ${files[i]}, of ${statSync(path).size} bytes`);
    });
  };
  return {
    name: 'database',
    refusal: 'InputError',
    make: (random) => damaged(good, random),
    read(input) {
      lay(Buffer.from(input));
      const before = bytes();
      const errors = [
        caught(() => using(openStore(path, { readOnly: true }), readAll)),
        caught(() => query(path, 'SELECT sum(value), count(*) FROM trajectory')),
      ];
      unchanged(before, 'a reader');
      let isOpen = false;
      errors.push(
        caught(() =>
          using(openStore(path), (store) => {
            isOpen = true;
            store.upsertSweep({ name: 'b', definition: 'b', preset: 'quick', spec: {}, specHash: 'i' });
            readAll(store);
          }),
        ),
      );
      if (!isOpen) unchanged(before, 'a writer that was refused');
      // The first error that is wrong counts, or else any.
      const [first] = errors
        .filter((error) => error !== undefined)
        .toSorted((a, b) => Number(isRefusal(a)) - Number(isRefusal(b)));
      if (first !== undefined) throw first;
    },
  };
};

const isRefusal = (error: unknown): boolean => (error as Error).name === 'InputError';

function caught(work: () => unknown): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

function using<Opened extends { close(): void }>(store: Opened, work: (store: Opened) => void): void {
  try {
    work(store);
  } finally {
    store.close();
  }
}
