/** Which ranksweep this is. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ok, type Finding } from './finding.ts';

const git = async (...words: string[]): Promise<string> =>
  (await promisify(execFile)('git', words, { cwd: import.meta.dirname })).stdout.trim();

export async function checkoutFinding(): Promise<Finding> {
  try {
    const commit = await git('rev-parse', '--short=12', 'HEAD');
    const isChanged = (await git('status', '--porcelain', '--untracked-files=no')) !== '';
    return ok('commit', isChanged ? `${commit}, and changes to it` : commit);
  } catch {
    return ok('commit', 'not told: no git, or no checkout; attempts are stored without it');
  }
}
