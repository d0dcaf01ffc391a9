import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { InputError } from '@ranksweep/core';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openStore, query, restore } from '../src/index.ts';
import { migrate } from '../src/migrations/migrate.ts';
import { migrations } from '../src/migrations/migrations.ts';
import { swap } from '../src/restore/swap.ts';
import { wholeCopy } from '../src/restore/wholeCopy.ts';
import { gone, killHard, startChild } from './support/children.ts';
import {
  addRun,
  chunk,
  config,
  contents,
  done,
  finalState,
  newRun,
  newSweep,
  take,
  temporaryFolder,
} from './support/fixtures.ts';
import { dump } from './support/mergeStores.ts';
import { version3 } from './support/version3.ts';

/** A database with a run that is done; the file alone, without a log. */
function database(path = join(temporaryFolder(), 'a.db')): string {
  const store = openStore(path);
  finish(store, addRun(store), 50);
  store.close();
  return path;
}

function finish(store: ReturnType<typeof openStore>, runId: number, iterations: number): void {
  const attempt = take(store, runId, { from: ['done'] });
  store.appendChunk(runId, attempt, chunk([0, iterations], { a: [1, 2] }));
  store.finishRun(runId, attempt, { ...done, iterations, finalState: finalState(1) });
}

/** A copy of a database that nobody has open. */
function backupOf(path: string): string {
  const backup = join(temporaryFolder(), 'backup.db');
  copyFileSync(path, backup);
  return backup;
}

/** Has another process write a run's points, and kills it: they are in the log alone. */
async function leaveLog(path: string): Promise<void> {
  const store = openStore(path);
  const runId = store.registerRuns(store.upsertSweep(newSweep), [
    newRun({ config: config({ seed: 9 }), part: 'more' }),
  ])[0]!.runId;
  store.close();
  const writer = startChild('write.ts', path, runId);
  expect(await writer.firstLine).toBe('writing');
  await killHard(writer);
}

/** A folder with copies of a database's files, as a process that was killed has left them. */
function copyOf(path: string): string {
  const folder = temporaryFolder();
  for (const suffix of ['', '-wal']) copyFileSync(`${path}${suffix}`, join(folder, `a.db${suffix}`));
  return folder;
}

/** Of a database of any version. */
function versionAndPoints(path: string): unknown[] {
  const client = new Database(path, { readonly: true });
  try {
    return [client.pragma('user_version'), client.prepare('SELECT * FROM points').all()];
  } finally {
    client.close();
  }
}

const points = (path: string): unknown => query(path, 'SELECT count(*) FROM points').rows;
const refusal = (attempt: Promise<unknown>): Promise<Error> =>
  attempt.then(
    () => Promise.reject(new Error('expected a refusal')),
    (error: unknown) => error as Error,
  );

async function expectRefused(
  attempt: () => Promise<unknown>,
  folder: string,
  message: string | RegExp,
): Promise<void> {
  const before = contents(folder);
  const error = await refusal(attempt());
  expect(error.message).toMatch(message);
  expect(error).toBeInstanceOf(InputError);
  expect(contents(folder)).toEqual(before);
}

describe('restore', () => {
  it('puts a backup where there is none, in a folder that it makes', async () => {
    const backup = database();
    const target = join(temporaryFolder(), 'results', 'deep', 'a.db');
    const { bytes, replaced, lost } = await restore(backup, target);
    expect([replaced, lost]).toEqual([undefined, 0]);
    expect(readFileSync(target)).toHaveLength(bytes);
    expect(dump(target)).toEqual(dump(backup));
    expect(readdirSync(dirname(target))).toEqual(['a.db']);
  });

  it('has the log that a killed process has left go with the old file', async () => {
    const path = database();
    const backup = backupOf(path);
    await leaveLog(path);
    const { replaced } = await restore(backup, path);
    expect(dump(path)).toEqual(dump(backup));
    expect(points(path)).toEqual([[2]]);
    expect(readdirSync(dirname(path)).filter((name) => !name.includes('replaced'))).toEqual(['a.db']);
    expect(existsSync(`${replaced}-wal`)).toBe(true);
    expect((points(replaced!) as number[][])[0]![0]).toBeGreaterThanOrEqual(42);
    openStore(path).close();
  });

  it('leaves the old database or the new one, and no other, wherever it is killed', async () => {
    const path = database();
    const backup = backupOf(path);
    await leaveLog(path);
    const states: unknown[] = [];
    for (let calls = 1; ; calls++) {
      const folder = copyOf(path);
      const killed = startChild('restoreKilled.ts', backup, join(folder, 'a.db'), calls);
      const how = await killed.firstLine;
      if (how === 'restored') break;
      expect(how).toBe('killing');
      await gone(killed);
      states.push(dump(join(folder, 'a.db')));
    }
    const [before, after] = [dump(join(copyOf(path), 'a.db')), dump(backup)];
    expect(before).not.toEqual(after);
    const names = states.map((state) =>
      isDeepStrictEqual(state, before) ? 'old' : isDeepStrictEqual(state, after) ? 'new' : 'other',
    );
    expect(names.join(' ')).toMatch(/^(old )+new$/);
  });

  it('leaves the old database as it was where it cannot be finished', async () => {
    const path = database();
    await leaveLog(path);
    const folder = copyOf(path);
    const target = join(folder, 'a.db');
    const files = contents(folder);
    const whole = wholeCopy(target)!;
    expect(dump(backupOf(whole))).toEqual(dump(join(copyOf(path), 'a.db')));
    expect(() => swap(`${target}.none`, target, whole)).toThrow('ENOENT');
    expect(contents(folder)).toEqual(files);
  });

  it('takes the journal of a transaction that was cut off along', async () => {
    const path = database();
    const backup = backupOf(path);
    const client = new Database(path);
    client.pragma('journal_mode = DELETE');
    client.pragma('cache_size = 1');
    client.exec(
      'BEGIN; CREATE TABLE t (x); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO t SELECT hex(i) FROM n',
    );
    const folder = temporaryFolder();
    for (const suffix of ['', '-journal']) copyFileSync(`${path}${suffix}`, join(folder, `a.db${suffix}`));
    client.close();
    const whole = wholeCopy(join(folder, 'a.db'))!;
    expect(dump(whole)).toEqual(dump(backup));
  });

  it('mends what cp of a backup beside a log has made', async () => {
    const path = database();
    const backup = backupOf(path);
    await leaveLog(path);
    copyFileSync(backup, path);
    const { replaced } = await restore(backup, path);
    expect(readFileSync(replaced!)).toEqual(readFileSync(backup));
    expect(dump(path)).toEqual(dump(backup));
    expect(query(path, 'PRAGMA integrity_check').rows).toEqual([['ok']]);
  });

  it('leaves no log for a database whose file is gone', async () => {
    const path = join(temporaryFolder(), 'a.db');
    const backup = database();
    writeFileSync(`${path}-wal`, 'a log');
    const { replaced } = await restore(backup, path);
    expect(readdirSync(dirname(path)).toSorted()).toEqual([
      'a.db',
      `${replaced!.slice(dirname(path).length + 1)}-wal`,
    ]);
  });

  it('follows a link', async () => {
    const path = database();
    const backup = backupOf(path);
    const link = join(temporaryFolder(), 'link.db');
    symlinkSync(path, link);
    await restore(backup, link);
    expect(realpathSync(link)).toBe(path);
    expect(dump(path)).toEqual(dump(backup));
  });

  it('leaves a backup of an older version as it is', async () => {
    const backup = join(temporaryFolder(), 'old.db');
    const old = new Database(backup);
    migrate(old, migrations.slice(0, 1));
    old.close();
    const path = database();
    expect(await refusal(restore(backup, path))).toBeInstanceOf(InputError);
    await restore(backup, path, { force: true });
    const client = new Database(path, { readonly: true });
    expect(client.pragma('user_version', { simple: true })).toBe(1);
    client.close();
    openStore(path).close();
  });

  it('leaves one that has digests as it is, too', async () => {
    const [backup, path] = [version3(), join(temporaryFolder(), 'a.db')];
    await restore(backup, path);
    expect(readdirSync(dirname(path))).toEqual(['a.db']);
    expect(versionAndPoints(path)).toEqual(versionAndPoints(backup));
  });

  it('takes the place of a database of an older version', async () => {
    const path = join(temporaryFolder(), 'old.db');
    const old = new Database(path);
    migrate(old, migrations.slice(0, 1));
    old.close();
    expect((await restore(database(), path)).lost).toBe(0);
  });
});

describe('restore, where runs would be lost,', () => {
  it.each([
    [
      'a run is not in the backup',
      (store: ReturnType<typeof openStore>) =>
        finish(store, addRun(store, { config: config({ seed: 1 }) }), 10),
    ],
    ['a run is farther', (store: ReturnType<typeof openStore>) => finish(store, 1, 60)],
    [
      'a run has a metric more',
      (store: ReturnType<typeof openStore>) => {
        const attempt = take(store, 1, { from: ['done'] });
        store.appendChunk(1, attempt, chunk([50], { b: [1] }));
        store.finishRun(1, attempt, done);
      },
    ],
    [
      'a run that goes on has a checkpoint',
      (store: ReturnType<typeof openStore>) => {
        const runId = addRun(store, { config: config({ seed: 1 }) });
        const attempt = take(store, runId);
        store.saveCheckpoint(runId, attempt, { iteration: 5, state: Uint8Array.of(1), wallMs: 1 });
        store.releaseRun(runId, attempt);
      },
    ],
  ])('refuses when %s, and does it when forced', async (_, change) => {
    const path = database();
    const backup = backupOf(path);
    const store = openStore(path);
    change(store);
    store.close();
    await expectRefused(
      () => restore(backup, path),
      dirname(path),
      /found 1 run farther in .* --force restores it/,
    );
    const now = dump(path);
    const { lost, replaced } = await restore(backup, path, { force: true });
    expect(lost).toBe(1);
    expect(dump(path)).toEqual(dump(backup));
    expect(dump(replaced!)).toEqual(now);
  });

  it('counts those whose points are in the log alone', async () => {
    const path = database();
    const backup = backupOf(path);
    const store = openStore(path);
    finish(store, addRun(store, { config: config({ seed: 1 }) }), 10);
    const [copy, log] = [readFileSync(path), readFileSync(`${path}-wal`)];
    store.close();
    writeFileSync(path, copy);
    writeFileSync(`${path}-wal`, log);
    expect((await refusal(restore(backup, path))).message).toContain('found 1 run farther');
    expect(readFileSync(`${path}-wal`)).toEqual(log);
  });

  it('refuses none where the backup has as much or more', async () => {
    const path = database();
    const backup = backupOf(path);
    const store = openStore(backup);
    finish(store, 1, 70);
    finish(store, addRun(store, { config: config({ seed: 1 }) }), 10);
    store.close();
    expect((await restore(backup, path)).lost).toBe(0);
  });
});

describe('restore refuses, and changes nothing,', () => {
  it('while a process has the database open, and says which', async () => {
    const path = database();
    const backup = backupOf(path);
    const store = openStore(path);
    const runId = addRun(store, { config: config({ seed: 1 }) });
    store.close();
    const holder = startChild('claim.ts', path, runId);
    expect(await holder.firstLine).toBe('1');
    const message = new RegExp(`found process ${holder.process.pid} \\(.*\\) at ${path}`);
    await expectRefused(() => restore(backup, path, { force: true }), dirname(path), message);
    await killHard(holder);
    await restore(backup, path, { force: true });
  });

  it('while a living process holds a run, also one that has closed the database', async () => {
    const path = database();
    const backup = backupOf(path);
    const store = openStore(path);
    const runId = addRun(store, { config: config({ seed: 1 }) });
    take(store, runId);
    store.close();
    const message = `found run ${runId} in the hands of process ${process.pid}`;
    await expectRefused(() => restore(backup, path, { force: true }), dirname(path), message);
  });

  it('under the lock of a connection that it cannot see', async () => {
    const path = database();
    const backup = backupOf(path);
    const other = new Database(path); // of this process, which is not told of
    other.exec('BEGIN IMMEDIATE');
    const error = await refusal(restore(backup, path, { force: true }));
    expect(error.message).toContain('locked by another program');
    expect(error).toBeInstanceOf(InputError);
    other.close();
  });

  it('what is no sound backup, another program has, or is the database itself', async () => {
    const path = database();
    const folder = dirname(path);
    const text = join(folder, 'notes.txt');
    writeFileSync(text, 'not a database at all'.repeat(20));
    const damaged = join(folder, 'damaged.db');
    writeFileSync(damaged, readFileSync(path).fill(0xff, 4096));
    const foreign = join(folder, 'foreign.db');
    const client = new Database(foreign);
    client.exec('CREATE TABLE theirs (x)');
    client.close();
    mkdirSync(join(folder, 'sub'));
    const link = join(folder, 'link.db');
    symlinkSync(path, link);
    const force = { force: true };
    await expectRefused(() => restore(join(folder, 'none.db'), path, force), folder, 'found no file at');
    await expectRefused(() => restore(text, path, force), folder, 'a file of another kind');
    await expectRefused(() => restore(damaged, path, force), folder, 'it is damaged');
    await expectRefused(() => restore(foreign, path, force), folder, 'database of another program');
    await expectRefused(() => restore(path, foreign, force), folder, 'database of another program');
    await expectRefused(() => restore(path, path, force), folder, 'which is the database itself');
    await expectRefused(() => restore(link, path, force), folder, 'which is the database itself');
    await expectRefused(() => restore(path, join(folder, 'sub'), force), folder, 'found a folder');
  });
});

it.each([
  ['the header is overwritten', (bytes: Buffer) => bytes.fill(0x5a, 0, 100)],
  ['all pages but the first are', (bytes: Buffer) => bytes.fill(0xff, 4096)],
  ['it is cut short', (bytes: Buffer) => bytes.subarray(0, 5000)],
])(
  'takes the place of a database of which %s, keeps that, and says that it cannot be compared',
  async (_, spoil) => {
    const path = database();
    const backup = backupOf(path);
    const bytes = spoil(readFileSync(path));
    writeFileSync(path, bytes);
    const { replaced, lost } = await restore(backup, path);
    expect(lost).toBeInstanceOf(InputError);
    expect(readFileSync(replaced!)).toEqual(bytes);
    expect(dump(path)).toEqual(dump(backup));
  },
);

it('takes the place of a database that is damaged, beside its log', async () => {
  const path = database();
  const backup = backupOf(path);
  await leaveLog(path);
  const spoils = [
    (bytes: Buffer) => bytes.fill(0x5a),
    (bytes: Buffer) => bytes.fill(0x5a, 0, 100),
    (bytes: Buffer) => bytes.fill(0xff, 4096),
    (bytes: Buffer) => bytes.subarray(0, 5000),
    (bytes: Buffer) => bytes.subarray(0, 10),
    (bytes: Buffer) => bytes.fill(0xff, 16, 60),
  ];
  for (const spoil of spoils) {
    const target = join(copyOf(path), 'a.db');
    const [bytes, log] = [spoil(readFileSync(target)), readFileSync(`${target}-wal`)];
    writeFileSync(target, bytes);
    const { replaced } = await restore(backup, target, { force: true });
    expect(readFileSync(replaced!)).toEqual(bytes);
    expect(readFileSync(`${replaced}-wal`).equals(log)).toBe(true);
    expect(dump(target)).toEqual(dump(backup));
    expect(readdirSync(dirname(target)).filter((name) => !name.includes('replaced'))).toEqual(['a.db']);
  }
});

it('takes the place of a database beside a log that cannot be read', async () => {
  const path = database();
  const backup = backupOf(path);
  mkdirSync(`${path}-wal`); // Reading it fails, as it does where a disk is broken.
  writeFileSync(join(`${path}-wal`, 'x'), '');
  expect(wholeCopy(path)).toBeUndefined();
  await restore(backup, path, { force: true });
  expect(dump(path)).toEqual(dump(backup));
});

it('can be stopped, and leaves nothing behind', async () => {
  const path = database();
  const backup = backupOf(path);
  const controller = new AbortController();
  const before = contents(dirname(path));
  const attempt = restore(backup, path, { signal: controller.signal });
  controller.abort();
  expect((await refusal(attempt)).name).toBe('AbortError');
  expect(contents(dirname(path))).toEqual(before);
});

it('puts all back when the new file cannot take its place', () => {
  const path = database();
  writeFileSync(`${path}-wal`, 'a log');
  const before = contents(dirname(path));
  expect(() => swap(`${path}.none`, path)).toThrow('ENOENT');
  expect(contents(dirname(path))).toEqual(before);
});

it('is noticed by a process that waited for the lock meanwhile', () => {
  const path = database();
  const backup = backupOf(path);
  const store = openStore(path);
  swap(backup, path);
  expect(() => store.upsertSweep({ ...newSweep, specHash: 'new' })).toThrow('moved, deleted or replaced');
  store.close();
  expect(readdirSync(dirname(path)).filter((name) => !name.includes('replaced'))).toEqual(['a.db']);
});

it('refuses a backup with rows that are not what was written, unless it is forced', async () => {
  const path = database();
  const backup = backupOf(path);
  const client = new Database(backup);
  client.exec('UPDATE points SET value = 7 WHERE iteration = 50');
  client.close();
  const before = contents(dirname(path));
  const refused = restore(backup, path);
  await expect(refused).rejects.toBeInstanceOf(InputError);
  await expect(refused).rejects.toThrow('run 1: points of a');
  expect(contents(dirname(path))).toEqual(before);
  await restore(backup, path, { force: true });
  expect(query(path, 'SELECT value FROM points WHERE iteration = 50').rows).toEqual([[7]]);
});

it.each([
  ['UPDATE points SET value = 7 WHERE run_id = 1 AND iteration = 50', 'run 1: points of train_loss'],
  [
    "UPDATE sweeps SET preset = 'other' WHERE id = 1",
    'sweep 1: its name, specification, cells, runs or tags',
  ],
])('looks at a backup of version 3 as well: %s', async (change, found) => {
  const [backup, path] = [version3(change), join(temporaryFolder(), 'a.db')];
  await expectRefused(() => restore(backup, path), dirname(path), `(${found})`);
  await restore(backup, path, { force: true });
  expect(versionAndPoints(path)).toEqual(versionAndPoints(backup));
});
