/** `--json`: one document, whose numbers are the database's and whose keys are those of docs/JSON.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import {
  claim,
  finish,
  folderOfTasks,
  taskOf,
  tell,
} from '../../../packages/sweep/test/slurm/folderOfTasks.ts';
import { addDoneSweep, inDatabase } from './support/database.ts';
import { ranksweep, ranksweepAfter, smallDefinition, temporaryFolder } from './support/ranksweep.ts';

const PAGE = readFileSync(new URL('../../../docs/JSON.md', import.meta.url), 'utf8');

interface Hole {
  readonly state: string;
  readonly run: number | null;
  readonly axes: Record<string, number>;
}

// oxlint-disable-next-line typescript/no-explicit-any -- what a program reads that knows no types
type Json = any;

/** Of groups whose keys are a user's or a definition's, the keys are not looked at. */
const FREE: readonly string[] = ['definition', 'config', 'finals', 'axes', 'versions'];

function keysOf(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...(FREE.includes(key) ? [] : keysOf(inner))]);
}

/** Keys that the page does not tell of. */
const unnamedIn = (documents: Json): string[] =>
  [...new Set(keysOf(documents))].filter((key) => !PAGE.includes(`\`${key}\``));

/** A folder with a sweep of four runs: 1 is as it was, 2 is gone, 3 has failed, 4 has ended with what JSON has no words for. */
async function folderWithTrouble(): Promise<string> {
  const folder = temporaryFolder();
  const { status, stderr } = await ranksweep(folder, ['run', smallDefinition(folder), 'init.std=0.1,0.2']);
  expect(status, stderr).toBe(0);
  const client = new Database(join(folder, 'results/ranksweep.db'));
  client.pragma('foreign_keys = ON');
  client.exec(`
    DELETE FROM runs WHERE id = 2;
    DELETE FROM points WHERE run_id = 4 AND iteration = 100;
    UPDATE runs SET status = 'failed', error = 'no \u202e room' WHERE id = 3;
    UPDATE finals SET value = NULL WHERE run_id = 4 AND metric_id = (SELECT id FROM metrics WHERE name = 'train_loss');
    UPDATE finals SET value = 9e999 WHERE run_id = 4 AND metric_id = (SELECT id FROM metrics WHERE name = 'reconstruction_error');
  `);
  client.close();
  return folder;
}

it('has all of list, show, holes, verify, doctor and data list, under the keys of docs/JSON.md', async () => {
  const folder = await folderWithTrouble();
  const documents: Json[] = [];
  const read = async (words: readonly string[], expected: number): Promise<Json> => {
    const { status, stdout, stderr } = await ranksweep(folder, [...words, '--json']);
    expect(status, stderr).toBe(expected);
    expect(stdout).not.toContain('\u202e');
    const document: Json = JSON.parse(stdout);
    documents.push(document);
    return document;
  };

  const { definitions, sweeps } = await read(['list'], 0);
  expect(definitions[0]).toMatchObject({ name: 'dynamics', presets: ['quick', 'paper'] });
  expect(sweeps).toHaveLength(1);
  expect(sweeps[0]).toMatchObject({ address: 'sweep:1', name: 'small', tags: [] });
  expect(sweeps[0].runs).toMatchObject({ done: 2, failed: 1, pending: 0 });
  expect(await read(['list', 'small'], 0)).toEqual({ sweeps });

  const { definition, sweep, runs } = await read(['show', 'small'], 0);
  expect([definition, sweep]).toEqual([null, sweeps[0]]);
  expect(runs.map(({ id, axes, seed }: Json) => [id, axes, seed])).toEqual([
    [1, { 'init.std': 0.1 }, 0],
    [3, { 'init.std': 0.2 }, 0],
    [4, { 'init.std': 0.2 }, 1],
  ]);
  expect(runs[1].error).toBe('no \u202e room');
  expect(runs[2].finals).toMatchObject({ train_loss: null, reconstruction_error: 'Infinity' });
  const client = new Database(join(folder, 'results/ranksweep.db'), { readonly: true });
  const finals = client.prepare('SELECT metric, value FROM final WHERE run_id = 1').raw().all() as [
    string,
    number,
  ][];
  client.close();
  expect(runs[0].finals).toEqual(Object.fromEntries(finals));
  expect(runs[0].events.length).toBeGreaterThan(0);
  expect((await read(['show', 'run:1,4'], 0)).runs).toEqual([runs[0], runs[2]]);
  expect((await read(['show', 'small', '--limit', '1'], 0)).runs).toEqual([runs[0]]);
  expect((await read(['show', 'dynamics'], 0)).definition.presets).toHaveProperty('paper');

  const { asked, holes } = await read(['holes', 'small'], 0);
  expect(asked).toBe(4);
  expect(holes.map(({ axes, state, run }: Hole) => [axes, state, run])).toEqual([
    [{ 'init.std': 0.1 }, 'missing', null],
    [{ 'init.std': 0.2 }, 'failed', 3],
  ]);

  const verified = await read(['verify', 'small'], 1);
  expect(verified).toMatchObject({ isStopped: false, same: 1, skipped: [] });
  expect(verified.differing.map(({ run }: Json) => run)).toEqual([4]);

  const { isOk, findings } = await read(['doctor'], 1);
  expect(isOk).toBe(false);
  expect(findings.some((one: Json) => one.what === 'ranksweep' && one.isOk)).toBe(true);

  const { sets } = await read(['data', 'list'], 0);
  expect(sets.map(({ name }: Json) => name)).toEqual(['mnist', 'fashion-mnist', 'cifar-10', 'digits']);

  expect(unnamedIn(documents)).toEqual([]);
});

it('has what is known of a sweep on Slurm, and the task of each run', async () => {
  const folder = temporaryFolder();
  inDatabase(folder, (store) => addDoneSweep(store, 'first', [0, 1, 2]));
  const shared = folderOfTasks(
    join(folder, 'results', 'ranksweep.db'),
    { id: 1, name: 'first' },
    { units: [[1, 2], [3]], jobs: [7] },
  );
  claim(shared, 0, taskOf(2));
  finish(shared, 0);
  const message = 'every unit is done or at work';
  tell(shared, taskOf(2), { node: 'n4', runsEnded: 2, ended: { how: 'nothing left', message } });
  // Slurm's commands are somewhere else.
  const show = (what: string) => ranksweepAfter(`PATH=${folder}`, folder, ['show', what, '--json']);
  const { stdout, stderr, status } = await show('first');
  expect(status, stderr).toBe(0);
  const { slurm, runs }: Json = JSON.parse(stdout);
  expect(slurm).toMatchObject({
    folder: shared.path,
    jobs: [7],
    isCancelled: false,
    unclaimed: 1,
    noAnswer: expect.stringContaining("expected Slurm's squeue on PATH") as string,
  });
  const task = {
    task: '7_2',
    job: 7,
    index: 2,
    state: null,
    reason: null,
    node: 'n4',
    restarts: null,
    exitStatus: null,
    exitSignal: null,
    runsEnded: 2,
    runsAtWork: 0,
    published: 2,
    toldAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    lastWord: message,
  };
  expect(slurm.tasks).toEqual([{ ...task, runs: [1, 2] }]);
  expect(runs.map((run: Json) => run.task)).toEqual([task, task, null]);
  expect(unnamedIn([slurm, runs])).toEqual([]);
  expect(JSON.parse((await show('run:2')).stdout)).toMatchObject({
    slurm: null,
    runs: [{ id: 2, task: { node: 'n4' } }],
  });
});

it.each([
  ['list', 'nothing'],
  ['show', 'nothing'],
  ['holes', 'nothing'],
  ['verify', 'nothing'],
])('%s --json has an error on standard error alone', async (command, what) => {
  const folder = temporaryFolder();
  const { status, stdout, stderr } = await ranksweep(folder, [command, what, '--json']);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^ranksweep: /);
});
