/** Tells which ranksweep this is: its version, and the commit of its code. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
  /** The commit that a published package was built from. */
  readonly gitHead?: string;
};

export const { version } = manifest;

/** @returns null if this is neither a published package that names its commit nor a git checkout */
export function sourceCommit(): string | null {
  if (manifest.gitHead !== undefined) return manifest.gitHead;
  try {
    // This package may lie inside a repository that does not track it, such as in node_modules. The repository's commit then says
    // nothing.
    git('ls-files', '--error-unmatch', 'package.json');
    return git('rev-parse', 'HEAD');
  } catch {
    return null;
  }
}

/** @returns for example `1694d71f0a2b, and changes to it`; null if there is no commit */
export function describeCommit(): string | null {
  const commit = sourceCommit();
  if (commit === null) return null;
  const isChanged =
    manifest.gitHead === undefined && git('status', '--porcelain', '--untracked-files=no') !== '';
  return `${commit.slice(0, 12)}${isChanged ? ', and changes to it' : ''}`;
}

const git = (...words: string[]): string =>
  execFileSync('git', words, {
    cwd: packageFolder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
