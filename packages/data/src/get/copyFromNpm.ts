/** Files of a package of npm, from the registry that npm is configured for. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from '@ranksweep/download';
import { removeTemporary } from '@ranksweep/machine';
import type { Surroundings } from '../places.ts';
import type { NpmPackage } from './sources.ts';
import type { TargetFolder } from './targetFolder.ts';

/**
 * Has npm install the package into a folder that is removed afterwards. Its scripts are not run.
 * @throws InputError if there is no npm, or it fails, or a file is not what it should be
 * @throws the signal's reason once it is aborted
 */
export async function copyFromNpm(
  { name, version, folder }: NpmPackage,
  target: TargetFolder,
  { signal, env }: { readonly signal: AbortSignal; readonly env: Surroundings['env'] },
): Promise<void> {
  // Beside the files, so that there is room for the package where there is room for them.
  const place = await mkdtemp(join(target.path, '.npm-'));
  try {
    await npm(['install', '--no-save', `${name}@${version}`], { folder: place, signal, env });
    for (const role of target.wanted) {
      const path = target.temporaryOf(role);
      try {
        await copyFile(join(place, 'node_modules', name, folder, role.name), path);
        await target.take(path, role);
      } finally {
        removeTemporary(path);
      }
    }
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
