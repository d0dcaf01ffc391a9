/** The search of a boundary, from a definition to its table and figure. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { openWhenUnlocked, whenUnlocked } from '@ranksweep/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ranksweep, ranksweepBin } from './support/ranksweep.ts';

const definition = `
name: where
parts:
  cp:
    base:
      model: { kind: cp, components: 4 }
      task: { kind: completion, dims: [4, 4, 4], observed: 20, target: { kind: cp, rank: 1 } }
      init: { std: 0.1 }
      stop: { maxIterations: 300 }
      record: { every: 100, metrics: [train_loss, reconstruction_error] }
    axes:
      task.target.rank: [1, 3]
      task.observed: [4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48]
    boundary: { along: task.observed, outcome: reconstruction_error < 0.3, trials: 12, parallel: 2 }
`;

const folder = mkdtempSync(join(tmpdir(), 'ranksweep-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => writeFileSync(join(folder, 'where.yaml'), definition));

const run = (db: string, ...words: string[]) =>
  ranksweep(folder, ['run', 'where.yaml', '--db', db, ...words]);

/** What was tried and what came of it, in the order of the trials. */
const trialsIn = (db: string): unknown[] =>
  answer(
    db,
    `SELECT number, runs.seed, objective, json_extract(config, '$.task.observed'), json_extract(config, '$.task.target.rank')
     FROM trials JOIN sweep_runs USING (sweep_id, part, cell) JOIN runs ON runs.id = run_id
     WHERE runs.seed = number / 2 ORDER BY number`,
  );

const statesIn = (db: string): unknown[] => answer(db, 'SELECT DISTINCT state FROM trials').flat();

function answer(db: string, query: string): unknown[][] {
  const database = new Database(join(folder, db), { readonly: true });
  try {
    return database.prepare(query).raw().all() as unknown[][];
  } finally {
    database.close();
  }
}

/** A process that has asked for some trials, on two lanes. */
async function begun(
  db: string,
  ...more: string[]
): Promise<{ child: ChildProcess; ended: Promise<unknown> }> {
  const words = [ranksweepBin, 'run', 'where.yaml', '--db', db, '--lanes', '2', ...more];
  const child = spawn(process.execPath, words, { cwd: folder, stdio: 'ignore' });
  const ended = once(child, 'exit');
  const some = (): boolean => {
    try {
      return trialsIn(db).length >= 6;
    } catch {
      return false; // The database is being made.
    }
  };
  while (!some() && child.exitCode === null) await sleep(5);
  return { child, ended };
}

describe('a definition with a boundary', () => {
  it('tries the same whatever the number of lanes, and nothing when it is repeated', async () => {
    const one = await run('one.db', '--lanes', '1');
    expect(one.status, one.stderr).toBe(0);
    expect((await run('three.db', '--lanes', '3')).status).toBe(0);
    const trials = trialsIn('one.db');
    expect(trials.length).toBeGreaterThan(8);
    expect(trialsIn('three.db')).toEqual(trials);
    const plotted = await ranksweep(folder, ['plot', '1', '--db', 'one.db']);
    expect(plotted.stderr).toContain('(where); --as boundary draws what it has looked for, and --metric');
    const again = await run('one.db');
    expect(again.stdout).toContain('Nothing to run');
    expect(again.stdout).toContain('\nPlot:     npx ranksweep plot sweep:1 --as boundary --db one.db\n');
    expect(trialsIn('one.db')).toEqual(trials);
  });

  it('goes on after it was killed, to the same end', async () => {
    if (!existsSync(join(folder, 'one.db'))) expect((await run('one.db')).status).toBe(0);
    const { child, ended } = await begun('killed.db');
    child.kill('SIGKILL');
    await ended;
    expect((await run('killed.db', '--lanes', '2')).status).toBe(0);
    expect(trialsIn('killed.db')).toEqual(trialsIn('one.db'));
  });

  it('ends when it is cancelled, and goes on to the same end when it is run again', async () => {
    const long = 'stop.maxIterations=20000'; // A run is still at work when it is cancelled.
    expect((await run('long.db', long)).status).toBe(0);
    const { ended } = await begun('cancelled.db', long);
    const store = await openWhenUnlocked(join(folder, 'cancelled.db'));
    const cancelled = await whenUnlocked(() => store.cancelRuns(store.runIds()));
    await whenUnlocked(() => store.finishSweep(1, { searches: 'over' }));
    store.close();
    expect(cancelled.length).toBeGreaterThan(0);
    await ended;
    // A trial whose run was cancelled has no result, unlike one that failed.
    expect(statesIn('cancelled.db').toSorted()).toEqual(['done', 'running']);
    expect((await run('cancelled.db', long, '--lanes', '2')).status).toBe(0);
    expect(statesIn('cancelled.db')).toEqual(['done']);
    expect(trialsIn('cancelled.db')).toEqual(trialsIn('long.db'));
  });

  it('tells where the outcome flips, at the end and later, and draws it', async () => {
    const { stdout } = await run('one.db');
    const heading =
      'cp: reconstruction_error < 0.3, for most seeds, from this task.observed on (90 % confidence)';
    expect(stdout).toContain(heading);
    const shown = await ranksweep(folder, ['show', 'where', '--db', 'one.db']);
    expect(shown.stdout).toContain(heading);
    const drawn = await ranksweep(folder, ['plot', 'where', '--db', 'one.db', '--as', 'boundary', '--spec']);
    expect(drawn.status, drawn.stderr).toBe(0);
    expect(drawn.stdout).toContain('task observed');
    expect(drawn.stdout).not.toContain('median over');
  });

  it('is told of by a dry run', async () => {
    const { stdout } = await run('none.db', '--dry-run');
    expect(stdout).toContain(
      'Part cp: at most 12 runs to find where reconstruction_error < 0.3 flips along task.observed',
    );
    expect(stdout).toContain('at most 24 runs that a search asks for'); // of two combinations
    expect(existsSync(join(folder, 'none.db'))).toBe(false);
  });
});
