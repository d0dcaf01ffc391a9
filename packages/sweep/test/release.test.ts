/** Whose commit is told: of ranksweep's own code, not of a repository that merely holds it. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';

const RELEASE = fileURLToPath(new URL('../src/release.ts', import.meta.url));

const git = (folder: string, ...words: string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=me', '-c', 'user.email=me@here', ...words], {
    encoding: 'utf8',
  }).trim();

/** A repository with one commit, and in a folder of it, which is not committed, a package that tells its release. */
function repository(manifest: object = {}): { readonly folder: string; readonly told: () => unknown } {
  const folder = temporaryFolder();
  const source = join(folder, 'held', 'src');
  mkdirSync(source, { recursive: true });
  writeFileSync(join(folder, 'mine.txt'), 'mine');
  git(folder, 'init', '--quiet');
  git(folder, 'add', 'mine.txt');
  git(folder, 'commit', '--quiet', '--message', 'mine');
  writeFileSync(
    join(folder, 'held', 'package.json'),
    JSON.stringify({ type: 'module', version: '1.2.3', ...manifest }),
  );
  cpSync(RELEASE, join(source, 'release.ts'));
  const script =
    "import('./release.ts').then((r) => console.log(JSON.stringify([r.version, r.sourceCommit(), r.describeCommit()])))";
  const told = (): unknown =>
    JSON.parse(execFileSync(process.execPath, ['--eval', script], { cwd: source, encoding: 'utf8' }));
  return { folder, told };
}

describe('the release', () => {
  it('of a package that a repository does not keep has no commit', () => {
    expect(repository().told()).toEqual(['1.2.3', null, null]);
  });

  it('of a package that a repository keeps has its commit, and says where files differ', () => {
    const { folder, told } = repository();
    git(folder, 'add', '--all');
    git(folder, 'commit', '--quiet', '--message', 'both');
    const commit = git(folder, 'rev-parse', 'HEAD');
    expect(told()).toEqual(['1.2.3', commit, commit.slice(0, 12)]);
    writeFileSync(join(folder, 'mine.txt'), 'changed');
    expect(told()).toEqual(['1.2.3', commit, `${commit.slice(0, 12)}, and changes to it`]);
  });

  it('of a published package has the commit that it was made of', () => {
    const gitHead = '1694d71f0a2b4c5d6e7f1694d71f0a2b4c5d6e7f';
    expect(repository({ gitHead }).told()).toEqual(['1.2.3', gitHead, '1694d71f0a2b']);
  });
});
