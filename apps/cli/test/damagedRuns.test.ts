/** One run's configuration, or a sweep's specification, that another program has written to: what every command makes of it. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ranksweep, smallDefinition, temporaryFolder, type Ended } from './support/ranksweep.ts';

let sound = '';
beforeAll(async () => {
  sound = mkdtempSync(join(tmpdir(), 'ranksweep-damaged-'));
  const { status } = await ranksweep(sound, ['run', smallDefinition(sound), 'init.std=0.1,0.2']);
  expect(status).toBe(0);
});
afterAll(() => rmSync(sound, { recursive: true }));

/** A copy of a database with a sweep of four runs, changed behind our back. */
function changed(sql: string): string {
  const folder = temporaryFolder();
  cpSync(sound, folder, { recursive: true });
  const client = new Database(join(folder, 'results', 'ranksweep.db'));
  client.pragma('ignore_check_constraints = ON');
  client.exec(sql);
  client.close();
  return folder;
}

const rowsOf = (folder: string, sql: string): unknown[] => {
  const client = new Database(join(folder, 'results', 'ranksweep.db'), { readonly: true });
  try {
    return client.prepare(sql).raw().all();
  } finally {
    client.close();
  }
};

const plainMessages = ({ stdout, stderr }: Ended): string => {
  expect(stdout + stderr).not.toMatch(/TypeError|--debug shows where|\n {4}at /);
  return stdout + stderr;
};

const damages = {
  'no configuration': `UPDATE runs SET config = '{}' WHERE id = 2`,
  'another hash': `UPDATE runs SET config = json_set(config, '$.init.std', 0.3) WHERE id = 2`,
};

/** What each command makes of the damaged run: its exit status, and a part of what it says. */
type Answer = readonly [status: number, words: readonly string[], part: RegExp];
const readers: readonly Answer[] = [
  [1, ['show', 'small'], /2 +tf .*done, damaged/],
  [2, ['show', 'run:2', '--plan'], /run 2: its configuration/],
  [1, ['plot', 'small', '--format', 'svg'], /it is not drawn/],
  [2, ['export', 'run:2', '--format', 'npz'], /run 2: its configuration/],
  [0, ['holes', 'small'], /1 of 4 runs are missing \(1 damaged\)/],
  [1, ['verify', 'small'], /3 runs are the same to the last bit, none differs, 1 was not computed/],
];
/** These read no more of it than that it is damaged, or not even that. */
const others: readonly Answer[] = [
  [0, ['list'], /4 done/],
  [1, ['show', 'run:2'], /Run 2: done/],
  [0, ['show', 'run:1'], /Run 1: done/],
  [1, ['export', 'small', '--format', 'csv', '--table', 'runs'], /3 rows of runs/],
  [0, ['sql', 'select count(*) from runs'], /4/],
  [0, ['cancel', 'small'], /None of 4 runs/],
  [0, ['tag', 'small', 'x'], /sweep:1 \(small\): x/],
];

describe.each([
  ['no configuration', damages['no configuration'], [...readers, ...others]],
  ['another hash', damages['another hash'], readers],
] as const)('a run with %s', (_, sql, answers) => {
  it.each(answers)('has exit status %i from %j', async (status, words, part) => {
    const ended = await ranksweep(changed(sql), words);
    const text = plainMessages(ended);
    expect(text).toMatch(part);
    if (status !== 0) expect(text).toMatch(/run 2.*: its configuration /);
    expect(ended.status, text).toBe(status);
  });

  it.each([['fill'], ['retry', '--damaged']])(
    'is computed anew by %s, and comes out the same',
    async (command, ...options) => {
      const points =
        'SELECT trajectory_hash, metric, iteration, value FROM trajectory JOIN runs ON id = run_id ORDER BY 1, 2, 3';
      const folder = changed(sql);
      const ended = await ranksweep(folder, [command!, 'small', ...options]);
      const text = plainMessages(ended);
      // What is discarded first is not known to have been damaged when the sweep is planned.
      if (command === 'fill') expect(text).toMatch(/anew +tf .* run 2: its configuration /);
      expect(ended.stdout).toContain('1 done, 3 were there already');
      expect(ended.status).toBe(0);
      expect(rowsOf(folder, points)).toEqual(rowsOf(sound, points));
      const configs = 'SELECT config FROM runs ORDER BY id';
      expect(rowsOf(folder, configs)).toEqual(rowsOf(sound, configs));
    },
  );
});

/** SQLite's own check finds it before anything is written: bytes have changed that no program could change by SQL. */
describe('a run with text that is no JSON', () => {
  const sql = `UPDATE runs SET config = '{' WHERE id = 2`;

  it('is that run alone for those who read', async () => {
    const ended = await ranksweep(changed(sql), ['verify', 'small']);
    expect(plainMessages(ended)).toContain(
      '3 runs are the same to the last bit, none differs, 1 was not computed',
    );
    expect(ended.status).toBe(1);
  });

  it('is a damaged database for those who write', async () => {
    const ended = await ranksweep(changed(sql), ['fill', 'small']);
    expect(plainMessages(ended)).toContain('CHECK constraint failed in runs');
    expect(ended.status).toBe(2);
  });
});

describe.each([
  ['none', `UPDATE sweeps SET spec = '7'`, /specification is damaged: expected a group of keys, found 7/],
  [
    'another figure',
    `UPDATE sweeps SET spec = json_set(spec, '$.figure.panels', 3)`,
    /figure: panels: expected/,
  ],
  [
    'another seed',
    `UPDATE sweeps SET spec = json_set(spec, '$.parts.tf.seeds[0]', 9)`,
    /another program has changed it/,
  ],
])('a sweep whose specification is %s', (_, sql, part) => {
  it.each([
    ['holes', 'small'],
    ['extend', 'small', '--max-iterations', '200'],
  ])('is refused by %s, and nothing is changed', async (...words) => {
    const folder = changed(sql);
    const before = rowsOf(folder, 'SELECT * FROM sweeps');
    const ended = await ranksweep(folder, words);
    expect(plainMessages(ended)).toMatch(part);
    expect(ended.status).toBe(2);
    expect(rowsOf(folder, 'SELECT * FROM sweeps')).toEqual(before);
  });

  it.each([['list'], ['show', 'small']])('is listed and shown: %s', async (...words) => {
    const ended = await ranksweep(changed(sql), words);
    plainMessages(ended);
    expect(ended.status).toBe(0);
  });
});

describe('points of one run that are not what was written', () => {
  const folderWith = (): string => changed('UPDATE points SET value = 7 WHERE run_id = 2 AND iteration > 0');

  it('leave that run out of the figure, whoever draws it, and nothing else', async () => {
    const folder = folderWith();
    for (const words of [
      ['plot', 'small'],
      ['run', 'small.yaml', 'init.std=0.1,0.2'],
    ]) {
      const ended = await ranksweep(folder, words);
      expect([ended.status, plainMessages(ended).match(/^Not drawn: .*$/gm)]).toEqual([
        1,
        [expect.stringContaining('expected run 2 as it was written')],
      ]);
      expect(ended.stdout).toMatch(/small-\d\.svg/);
    }
  });

  it('are not exported, and retry --damaged brings them back', async () => {
    const folder = folderWith();
    const refused = await ranksweep(folder, ['export', 'small', '--format', 'csv']);
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('retry sweep:1 --damaged')]);
    const before = rowsOf(sound, 'SELECT * FROM points ORDER BY 1, 2, 3');
    expect((await ranksweep(folder, ['retry', 'small', '--damaged'])).status).toBe(0);
    expect(rowsOf(folder, 'SELECT * FROM points ORDER BY 1, 2, 3')).toEqual(before);
    expect((await ranksweep(folder, ['plot', 'small'])).status).toBe(0);
  });
});
