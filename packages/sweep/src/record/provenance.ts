/** What an attempt is remembered by: versions and commit of the code that ran it. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

export interface Provenance {
  readonly versions: Readonly<Record<string, string>>;
  /** Commit of this checkout of ranksweep; null where it is not one, or git is missing. */
  readonly gitSha: string | null;
}

export async function provenance(): Promise<Provenance> {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  const [manifest, git] = await Promise.all([
    readFile(new URL('../../package.json', import.meta.url), 'utf8'),
    execa('git', ['rev-parse', 'HEAD'], { cwd: folder, reject: false }),
  ]);
  const { version } = JSON.parse(manifest) as { version: string };
  const gitSha = git.exitCode === 0 ? git.stdout.trim() : null;
  return { versions: { ranksweep: version, node: process.versions.node, v8: process.versions.v8 }, gitSha };
}
