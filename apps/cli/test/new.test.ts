/** Definition files that are written to begin with: they run as they are. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInDefinitions } from '@ranksweep/experiments';
import { editorSchema, parseDefinition } from '@ranksweep/kinds';
import { writeNpy } from '@ranksweep/npy';
import { exampleSweep, loadDefinition, sweepFileOf, sweepFileText } from '@ranksweep/sweep';
import { describe, expect, it } from 'vitest';
import { newSweep, type NewOptions } from '../src/commands/new.ts';
import { ranksweep, smallDefinition, temporaryFolder } from './support/ranksweep.ts';

describe('a definition that is written', () => {
  it.each(builtInDefinitions.map((definition) => [definition.name, definition] as const))(
    'as YAML is %s again',
    async (name, definition) => {
      const path = join(temporaryFolder(), `${name}.yaml`);
      writeFileSync(path, sweepFileText(path, sweepFileOf(definition), ['head']));
      expect(await loadDefinition(path, [])).toEqual(definition);
    },
  );

  it('as TypeScript is the same again, whatever characters are in it', async () => {
    const hostile = `it's "\\n" \`\u2028\u{1f600}\n' + evil() + '`;
    const [definition] = builtInDefinitions;
    const written = parseDefinition({ ...definition, name: 'own', description: hostile }, 'own');
    const path = join(temporaryFolder(), 'own.ts');
    writeFileSync(path, sweepFileText(path, sweepFileOf(written), []));
    expect(await loadDefinition(path, [])).toEqual(written);
  });

  it('explains every key once, and all kinds that there are', () => {
    const text = sweepFileText('a.yaml', exampleSweep(), []);
    const lines = text.split('\n').filter((line) => line.trim().startsWith('#'));
    expect(new Set(lines.map((line) => line.trim())).size).toBe(lines.length);
    expect(text).toContain('Other kinds: matrix, hierarchical, gaussian, file');
    for (const key of ['kind: cp', 'dims:', 'std:', 'maxIterations:', 'axes:', 'seeds:']) {
      const all = text.split('\n');
      const at = all.findIndex((line) => line.trim().startsWith(key));
      expect(all[at - 1]!.trim(), key).toMatch(/^#/);
    }
  });
});

describe('ranksweep new', () => {
  it("has the user's own tensor run, and replaces no file", async () => {
    const folder = temporaryFolder();
    const values = Float64Array.from({ length: 12 }, (_, i) => Math.cos(i));
    writeNpy(join(folder, 'x.npy'), values, [3, 4]);
    const made = await ranksweep(folder, ['new', 'own/mine.yaml', '--target', 'x.npy']);
    expect(made).toMatchObject({ status: 0, stderr: '' });
    expect(made.stdout).toContain('npx ranksweep run own/mine.yaml --dry-run');
    expect(readFileSync(join(folder, 'own/mine.yaml'), 'utf8')).toContain(' file: ../x.npy\n');
    const words = ['run', 'own/mine.yaml', 'stop.maxIterations=50', '--seeds', '0'];
    const run = await ranksweep(folder, words);
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout).toContain('3 done');
    await ranksweep(folder, ['new', 'my own.yaml']);
    expect(readFileSync(join(folder, 'my own.yaml'), 'utf8')).toContain("npx ranksweep run 'my own.yaml'\n");
    const again = await ranksweep(folder, ['new', 'own/mine.yaml']);
    expect(again).toMatchObject({ status: 2, stdout: '' });
    expect(again.stderr).toContain('own/mine.yaml: expected no such file, found one; name another');
  });

  it('writes a search, which runs', async () => {
    const folder = temporaryFolder();
    expect(await ranksweep(folder, ['new', 'tune.yaml', '--search'])).toMatchObject({
      status: 0,
      stderr: '',
    });
    expect(readFileSync(join(folder, 'tune.yaml'), 'utf8')).toMatch(/# What varies: .*\n( +#.*\n)* +space:/);
    const words = ['run', 'tune.yaml', '--trials', '3', '--seeds', '0', 'stop.maxIterations=20'];
    const run = await ranksweep(folder, words);
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout).toContain('Best of 3 trials of mf');
    expect(run.stdout).toContain('from trials where sweep_id = 1 order by part, objective nulls last');
  });

  it('writes a stored sweep as TypeScript, whose runs are there', async () => {
    const folder = temporaryFolder();
    const words = ['zip(init.std=0.1,0.2,record.every=5,10)', 'stop.maxIterations=20', 'tf.seed=3,4'];
    expect((await ranksweep(folder, ['run', smallDefinition(folder), ...words])).status).toBe(0);
    expect((await ranksweep(folder, ['new', 'small.ts', '--from', 'sweep:1'])).status).toBe(0);
    const { stdout, stderr } = await ranksweep(folder, ['run', 'small.ts']);
    expect(stdout, stderr).toContain('Nothing to run: all 4 runs are in the database already.');
    expect(stdout).toContain('(sweep:1)');
  });

  it.each<[[name: string, options: Omit<NewOptions, 'db'>], string]>([
    [['a.txt', {}], 'a.txt: expected a name that ends in .yaml, .yml, .ts, .mts'],
    [['a.yaml', { from: 'dynamcs' }], "found 'dynamcs'; did you mean dynamics?"],
    [['a.txt', { program: true }], 'a.txt: expected a name that ends in .yaml, .yml, .ts, .mts'],
    [['a', { program: true, language: 'perl' }], "--language: expected python, node or shell, found 'perl'"],
    [['a.yaml', { search: true, from: 'dynamics' }], 'expected --search or --from, found both'],
    [['a', { program: true, from: 'dynamics' }], 'expected --program or --from, found both'],
    [['a.yaml', { language: 'node' }], 'expected --program beside --language, found none'],
    [['a.yaml', { from: 'dynamics', target: 'x.npy' }], 'expected --from or --target, found both'],
  ])('refuses %j', async (words, message) => {
    const [name, options] = words;
    const path = join(temporaryFolder(), name);
    await expect(newSweep(path, { db: join(path, 'none.db'), ...options })).rejects.toThrow(message);
    expect(existsSync(path)).toBe(false);
  });
});

describe('ranksweep new --program', () => {
  it.each([
    ['python', '.py'],
    ['node', '.mjs'],
    ['shell', '.sh'],
  ])('writes a script in %s, which runs', async (language, extension) => {
    const folder = temporaryFolder();
    const made = await ranksweep(folder, ['new', 'own/first', '--program', '--language', language]);
    expect(made).toMatchObject({ status: 0, stderr: '' });
    expect(made.stdout).toContain(
      'npx ranksweep run own/first.yaml --dry-run\nnpx ranksweep run own/first.yaml\n',
    );
    const words = ['run', 'own/first.yaml', '--seeds', '1', 'stop.maxIterations=60'];
    const run = await ranksweep(folder, words);
    expect(run.status, run.stderr).toBe(0);
    const sql = `select count(*), max(iteration), max(abs(loss - (w * w - 1) * (w * w - 1) / 4)) < 1e-12
      from (select run_id, iteration, max(value) filter (where metric = 'loss') as loss,
        max(value) filter (where metric = 'w') as w from trajectory group by 1, 2)`;
    const points = await ranksweep(folder, ['sql', sql, '--format', 'csv']);
    expect(points.stdout.trim().split(/\r?\n/).at(-1)).toBe('183,60,1');
    expect(existsSync(join(folder, `own/first${extension}`))).toBe(true);
  });

  it.each(['first.yaml', 'first.py'])('leaves all as it is where there is a %s', async (taken) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, taken), 'own');
    const made = newSweep(join(folder, 'first'), {
      program: true,
      language: 'python',
      db: join(folder, 'none.db'),
    });
    await expect(made).rejects.toThrow(`${taken}: expected no such file, found one; name another`);
    expect(readdirSync(folder)).toEqual([taken]);
    expect(readFileSync(join(folder, taken), 'utf8')).toBe('own');
  });
});

describe('ranksweep schema', () => {
  it('prints the schema for editors, or writes it', async () => {
    const folder = temporaryFolder();
    const { stdout, status } = await ranksweep(folder, ['schema']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(editorSchema())));
    const written = await ranksweep(folder, ['schema', '--out', 'a.json']);
    expect(written.stdout).toContain('# yaml-language-server: $schema=a.json');
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe(stdout);
    expect((await ranksweep(folder, ['schema', '--out', 'a.json'])).status).toBe(2);
  });
});
