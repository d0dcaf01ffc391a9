/** Files on a file system that several machines share: put in place whole, and read from copies. */
import { randomUUID } from 'node:crypto';
import { constants, copyFile, link, open, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Puts a copy of a file in place, in a folder that exists. Others see nothing of it, or all of it, on the disk.
 * @throws Error of the file system; its code is `EEXIST` if there is a file of this name already, which is left as it is
 */
export async function putInPlace(source: string, target: string): Promise<void> {
  const aside = join(dirname(target), `.aside-${randomUUID()}`);
  try {
    await copyFile(source, aside, constants.COPYFILE_EXCL);
    await flush(aside, 'r+');
    await linkInPlace(aside, target);
  } finally {
    await rm(aside, { force: true });
  }
  await flush(dirname(target), 'r');
}

/**
 * A link never replaces a file. Where the answer of an NFS server is lost, the request is repeated, and then fails although it has
 * succeeded: the number of links tells.
 */
async function linkInPlace(aside: string, target: string): Promise<void> {
  try {
    await link(aside, target);
  } catch (error) {
    if ((await stat(aside)).nlink !== 2) throw error;
  }
}

async function flush(path: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
