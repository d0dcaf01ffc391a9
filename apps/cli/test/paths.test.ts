/** Names of sweeps and paths that are unusual: they work, or it is said why not. */
import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWithSweep, ranksweep, smallDefinition, temporaryFolder } from './support/ranksweep.ts';

const named = (folder: string, name: string): string =>
  smallDefinition(folder, (text) => text.replace('name: small', `name: "${name}"`));

describe('a sweep whose name', () => {
  it('has 300 letters is computed, drawn and exported, beside another of that beginning', async () => {
    const folder = temporaryFolder();
    for (const last of ['b', 'c']) {
      const { status, stdout, stderr } = await ranksweep(folder, [
        'run',
        named(folder, 'a'.repeat(299) + last),
      ]);
      expect(status, stderr).toBe(0);
      expect(stdout).toMatch(/^Figure: /m);
    }
    const figures = readdirSync(join(folder, 'results/figures'));
    expect(figures).toHaveLength(12);
    const drawn = await ranksweep(folder, ['plot', `${'a'.repeat(299)}b`, '--out', 'drawn']);
    expect(drawn.status, drawn.stderr).toBe(0);
    for (const name of readdirSync(join(folder, 'drawn'))) expect(figures).toContain(name);
    const exported = await ranksweep(folder, ['export', `${'a'.repeat(299)}b`, '--format', 'csv']);
    expect(exported.status, exported.stderr).toBe(0);
  });

  it.each(['run', 'run-1'])('is %s leaves the figures of run 1 their names', async (name) => {
    const folder = temporaryFolder();
    await ranksweep(folder, ['run', named(folder, name)]);
    const ofSweep = readdirSync(join(folder, 'results/figures'));
    expect(ofSweep).not.toEqual([]);
    await ranksweep(folder, ['plot', 'run:1', '--out', 'drawn']);
    const ofRun = readdirSync(join(folder, 'drawn'));
    expect(ofRun).toContain('run-1.svg');
    expect(ofSweep.filter((file) => ofRun.includes(file))).toEqual([]);
  });

  it('is a number is found by its address alone', async () => {
    const folder = temporaryFolder();
    await ranksweep(folder, ['run', named(folder, '2024')]);
    expect((await ranksweep(folder, ['show', '2024'])).stderr).toContain(
      'the sweep of the name 2024 is sweep:1',
    );
    expect((await ranksweep(folder, ['show', '1'])).stdout).toContain('sweep:1 (2024)');
    for (const words of [['plot'], ['export', '--format', 'csv'], ['fill'], ['verify']]) {
      const { status, stderr } = await ranksweep(folder, [words[0]!, '2024@1', ...words.slice(1)]);
      expect(status, stderr).toBe(0);
    }
    expect((await ranksweep(folder, ['export', '2024', '--format', 'csv'])).status).toBe(2);
  });
});

describe('a path', () => {
  it('of folders that are not there is made, and .. leads up', async () => {
    const folder = temporaryFolder();
    const words = ['run', smallDefinition(folder), '--db', 'a/b/../c/x.db', '--plot', 'p/../q/'];
    const { status, stderr } = await ranksweep(folder, words);
    expect(status, stderr).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['a', 'q', 'small.yaml']);
    expect(existsSync(join(folder, 'a/c/x.db'))).toBe(true);
    expect(readdirSync(join(folder, 'q')).sort()).toEqual([
      'small-1.pdf',
      'small-1.png',
      'small-1.svg',
      'small.pdf',
      'small.png',
      'small.svg',
    ]);
  });

  it.each<[string, string[], string]>([
    ['that ends in a slash', ['run', 'small.yaml', '--db', 'new/'], '--db: expected a file, found new/'],
    [
      'that ends in a slash, to read',
      ['list', '--db', 'small.yaml/'],
      '--db: expected a file, found small.yaml/',
    ],
    ['below a file', ['run', 'small.yaml', '--db', 'small.yaml/x.db'], 'a part of the path is not a folder'],
    [
      'with a long name',
      ['run', 'small.yaml', '--db', `${'a'.repeat(300)}/x.db`],
      'a name in it is too long',
    ],
    ['whose links lead in a circle', ['run', 'small.yaml', '--db', 'circle/x.db'], 'lead'],
    ['of a definition that is too long', ['run', `${'a'.repeat(300)}.yaml`], 'name too long'],
  ])('%s is refused', async (_, words, message) => {
    const folder = temporaryFolder();
    smallDefinition(folder);
    symlinkSync('circle', join(folder, 'circle'));
    const before = readdirSync(folder);
    const { status, stdout, stderr } = await ranksweep(folder, words);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('--debug');
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(readdirSync(folder)).toEqual(before);
  });

  it('of a file to write that ends in a slash, is too long or below a file is refused', async () => {
    const folder = folderWithSweep();
    for (const out of ['new/', `${'a'.repeat(300)}.csv`, 'small.yaml/x.csv']) {
      for (const words of [
        ['export', 'small', '--format', 'csv', '--out', out],
        ['backup', out],
      ]) {
        const { status, stderr } = await ranksweep(folder, words);
        expect(stderr).toMatch(/^ranksweep: .*(found new\/|too long|not a folder)/);
        expect(status).toBe(2);
      }
    }
    expect(readdirSync(folder).sort()).toEqual(['results', 'small.yaml']);
  });
});
