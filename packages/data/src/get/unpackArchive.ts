/** The files of a set that is published as one archive. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@ranksweep/core';
import { downloadVerified, type VerifiedDownload } from '@ranksweep/download';
import type { Archive } from './sources.ts';
import type { TargetFolder } from './targetFolder.ts';

export interface Unpacking extends Pick<VerifiedDownload, 'url' | 'stallMs' | 'signal' | 'onBytes'> {
  readonly archive: Archive;
  readonly target: TargetFolder;
}

/**
 * Downloads the archive beside the files, checks it, takes what is wanted out of it, and removes it. A part that has come stays
 * where the rest fails, and another try goes on from there.
 * @throws InputError without the URL if the archive does not come, or has not what it should have
 * @throws the signal's reason once it is aborted, and errors of the file system
 */
export async function unpackArchive({ archive, target, ...from }: Unpacking): Promise<void> {
  const path = join(target.path, archive.name);
  await downloadVerified({ ...from, path, bytes: archive.bytes, sha256: archive.sha256 });
  const { extract } = await import('tar'); // Every command loads this package, and hardly one unpacks anything.
  const place = await mkdtemp(join(target.path, '.archive-'));
  try {
    await extract({ file: path, cwd: place, strip: 1, strict: true }).catch((error: Error): never => {
      throw new InputError(`${archive.name}: cannot be unpacked: ${error.message}`, { cause: error });
    });
    from.signal.throwIfAborted();
    for (const role of target.wanted) await target.take(join(place, role.name), role);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
  await rm(path, { force: true });
}
