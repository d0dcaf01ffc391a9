/** Names and texts that others wrote: a terminal, a shell and a folder get none of what they would obey. */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { fileStem } from '../src/fileStem.ts';
import { renderTable } from '../src/render/table.ts';
import { visibleText } from '@ranksweep/text';
import { ranksweep, ranksweepBin, smallDefinition, temporaryFolder } from './support/ranksweep.ts';

const obeyed = /[[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]--\n]/v;
const names = [
  '../../x',
  '/x',
  '..',
  '$(touch pwned)',
  '`touch pwned`',
  "a'; touch pwned; '",
  '"; touch pwned; "',
  'a\nb',
  '\u001b[31mred\u001b[0m',
  '\u009b2J',
  'a\u0000b',
  '\u202egnp.a',
  'a'.repeat(300),
];

describe('visible text', () => {
  it('has nothing in it that a terminal obeys, and JSON is the same value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), fc.string({ maxLength: 20 }), (a, b) => {
        const text = `${a}\u001b\u009b\u202e\r\t${b}`;
        expect(visibleText(text)).not.toMatch(obeyed);
        expect(JSON.parse(visibleText(JSON.stringify(text)))).toBe(text);
      }),
    );
  });

  it('is what tables show', () => {
    expect(renderTable(['a\u001b[1m'], [['\u001b]0;title\u0007'], [['\u009b']]])).not.toMatch(obeyed);
    expect(renderTable(['a'], [['\u001b']])).toContain('\\u001b');
  });
});

describe('a file named after a sweep', () => {
  it.each(names)('%j stays in its folder', (name) => {
    const stem = fileStem(name);
    expect(stem).toMatch(/^[\w-]+-[0-9a-f]{10}$/);
    expect(stem.length).toBeLessThan(110);
  });

  it("is no other sweep's, also where capitals are not told", () => {
    const alike = [
      'a',
      'A',
      'a.',
      'a-',
      '-a',
      'a'.repeat(100),
      'a'.repeat(101),
      'a'.repeat(300),
      'A'.repeat(300),
    ];
    const stems = alike.map((name) => fileStem(name).toLowerCase());
    expect(new Set(stems).size).toBe(alike.length);
  });

  it.each(['dynamics', 'a-1', '2.b'])('%s has that name', (name) => {
    expect(fileStem(name)).toBe(name);
  });
});

describe('a sweep, part and error of another name', () => {
  let folder = '';
  let inner = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ranksweep-names-'));
    inner = join(folder, 'deep', 'in');
    cpSync(inject('smallSweep'), inner, { recursive: true });
    renameSync(join(inner, 'results'), join(inner, 'exports'));
    renameSync(join(inner, 'exports', 'ranksweep.db'), join(inner, 'a.db'));
    const database = new Database(join(inner, 'a.db'));
    const all = names.join(' ');
    database.prepare('UPDATE runs SET error = ?').run(all);
    database.prepare(`UPDATE sweeps SET spec = json_set(spec, '$.figure.panels[0].title', ?)`).run(all);
    // A sweep of each name, with the same runs. Every name is the subject of an event.
    const addSweep = database.prepare(
      `INSERT INTO sweeps (id, name, definition, preset, spec, spec_hash, status, created_at, finished_at)
       SELECT ?, ?, definition, preset, spec, ?, status, created_at, finished_at FROM sweeps WHERE id = 1`,
    );
    const addRuns = database.prepare(
      'INSERT INTO sweep_runs (sweep_id, run_id, part, cell) SELECT ?, run_id, part, cell FROM sweep_runs WHERE sweep_id = 1',
    );
    const addEvent = database.prepare(`INSERT INTO events VALUES (1, 50, 'rise', ?, 1)`);
    for (const [i, name] of names.entries()) {
      addSweep.run(i + 2, name, `another ${i}`);
      addRuns.run(i + 2);
      addEvent.run(name);
    }
    database.close();
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  async function expectSafe(words: readonly string[], expected: number): Promise<string> {
    const { status, stdout, stderr } = await ranksweep(inner, [...words, '--db', 'a.db']);
    expect(stdout + stderr).not.toMatch(obeyed);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(status, stderr).toBe(expected);
    const files = readdirSync(folder, { recursive: true }) as string[];
    for (const file of files)
      expect(file).toMatch(/^deep(?:\/in(?:\/(?:small\.yaml|a\.db.*|drawn.*|exports.*))?)?$/);
    return stdout;
  }

  it('is listed and queried', async () => {
    expect(await expectSafe(['list'], 0)).toContain('$(touch pwned)');
    expect(await expectSafe(['sql', 'select * from sweeps, events, runs'], 0)).toContain('$(touch pwned)');
  });

  it.each(names.map((name, i) => [name, i] as const))(
    '%j is shown, and the name of no other file than its own',
    async (_, i) => {
      const sweep = `sweep:${i + 2}`;
      await expectSafe(['show', sweep], 0);
      // Both name their files by one function, of which all names are tested above.
      const words =
        i % 2 === 0
          ? ['plot', sweep, '--format', 'svg', '--out', 'drawn/too']
          : ['export', sweep, '--format', 'csv', '--table', 'events'];
      await expectSafe(words, 0);
    },
  );

  it.each(names.map((name, i) => [name, `sweep:${i + 2}`]).slice(8, 10))(
    '%j gets a tag, and has nothing to be run again, since its specification is not what it was',
    async (_, sweep) => {
      await expectSafe(['tag', sweep, 'word'], 0);
      await expectSafe(['holes', sweep], 2);
    },
  );
});

it.each(['$(touch pwned).db', "a'; touch pwned; '.db", '"q" `x`.db', 'a\nb.db', '-a.db'])(
  'a database at %j is no command',
  async (name) => {
    const folder = temporaryFolder();
    const db = `./${name}`;
    const { status } = await ranksweep(folder, ['run', smallDefinition(folder), '--db', db]);
    expect(status).toBe(0);
    expect((await ranksweep(folder, ['list', '--db', db])).stdout).toContain('small');
    expect(readdirSync(folder)).toContain(name);
    expect(readdirSync(folder)).not.toContain('pwned');
  },
);

it('a mistake with escape sequences in it is told without them', async () => {
  for (const words of [
    ['run', '\u001b[2J'],
    ['run', '--\u001b[2J'],
    ['\u001b[2J'],
    ['run', 'init.std=\u009b2J'],
    ['show', '\u001b'],
  ]) {
    const { status, stderr } = await ranksweep(temporaryFolder(), words);
    expect(status).toBe(2);
    expect(stderr).not.toMatch(obeyed);
  }
});

it('a query that never ends is stopped by Ctrl-C', async () => {
  const folder = temporaryFolder();
  await ranksweep(folder, ['run', smallDefinition(folder), '--db', 'a.db']);
  const before = readFileSync(join(folder, 'a.db'));
  const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n';
  const child = spawn(process.execPath, [ranksweepBin, 'sql', endless, '--db', 'a.db'], { cwd: folder });
  const ended = new Promise((resolve) => child.on('exit', (status, signal) => resolve(signal ?? status)));
  // Until the query goes on, and again: a signal may come before there is anything to be stopped.
  const again = setInterval(() => child.kill('SIGINT'), 500);
  expect(await ended).toBe('SIGINT');
  clearInterval(again);
  expect(readFileSync(join(folder, 'a.db'))).toEqual(before);
});
