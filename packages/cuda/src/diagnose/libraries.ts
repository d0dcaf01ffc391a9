/** NVIDIA's libraries beside TensorFlow: whether the system can open each, which it can without a GPU. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { ok, todo, type Finding } from '@ranksweep/text/finding';
import type { Environment } from '../binding/place.ts';
import { NVIDIA_FOLDERS } from '../find/inspectSitePackages.ts';

export interface LibraryOptions {
  readonly env: Environment;
  readonly signal: AbortSignal;
}

/** It comes with the driver, which has a finding of its own. */
const OF_DRIVER = 'libcuda.so.1: ';

const PROCESS = fileURLToPath(new URL('./openLibraries.ts', import.meta.url));

/**
 * @param remedy the command that brings the libraries
 * @throws the signal's reason once it is aborted
 */
export async function librariesFinding(
  sitePackages: string,
  remedy: string,
  { env, signal }: LibraryOptions,
): Promise<Finding> {
  const what = 'CUDA libraries';
  const found = NVIDIA_FOLDERS.map((folder) => globSync(join(folder, 'lib*.so*'), { cwd: sitePackages }));
  const empty = NVIDIA_FOLDERS.filter((_, i) => found[i]!.length === 0);
  if (empty.length > 0) {
    return todo(what, `none in ${empty.map((folder) => join(sitePackages, folder)).join(', ')}: ${remedy}`);
  }
  const paths = found.flat().map((name) => join(sitePackages, name));
  const { failed, stdout, shortMessage } = await execa(
    process.execPath,
    [...process.execArgv, PROCESS, ...paths],
    {
      env,
      extendEnv: false,
      cancelSignal: signal,
      stdin: 'ignore',
      reject: false,
    },
  );
  signal.throwIfAborted();
  if (failed) return todo(what, `cannot be opened (${shortMessage}): ${remedy}`);
  const all = JSON.parse(stdout) as [string, string][];
  const problems = all.filter(([, message]) => !message.startsWith(OF_DRIVER));
  return problems.length === 0
    ? ok(what, `${paths.length} of them, which can be opened`)
    : todo(what, `${problems.map(([, message]) => message).join('; ')}: ${remedy}`);
}
