/** The folder that the database is in: its file system, and the room there. */
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { formatBytes } from '@ranksweep/text';
import { ok, todo, type Finding } from '@ranksweep/text/finding';

/** `f_type` of statfs(2) on Linux, of those whose locks, or whose files, do not last. */
const UNSUITABLE: Readonly<Record<number, string>> = {
  0x6969: 'NFS',
  0xff534d42: 'CIFS',
  0xfe534d42: 'SMB',
  0x517b: 'SMB',
  0x65735546: 'FUSE',
  0x01021997: '9P',
  0x0bd00bd0: 'Lustre',
  0x47504653: 'GPFS',
};
const OVERLAY = 0x794c7630;
const SUITABLE: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x9123683e: 'Btrfs',
  0x58465342: 'XFS',
  0x2fc12fc1: 'ZFS',
  0xf2f52010: 'F2FS',
};
const TMPFS = 0x01021994;

export function fileSystemFinding(folder: string, type: number = statfsSync(folder).type): Finding {
  const what = 'file system';
  if (process.platform !== 'linux') return ok(what, 'its kind is not told here');
  const network = UNSUITABLE[type];
  if (network !== undefined) {
    return todo(
      what,
      `${network}, on which locks may fail or be slow: keep the database on a local disk with --db`,
    );
  }
  if (type === OVERLAY) {
    return todo(
      what,
      "overlay, a container's own, which goes with it: keep the database on a volume with --db",
    );
  }
  if (type === TMPFS) return todo(what, 'tmpfs, which is memory: keep the database on a disk with --db');
  return ok(what, SUITABLE[type] ?? `of type 0x${type.toString(16)}`);
}

const LEAST_FREE_BYTES = 500e6;
const LEAST_FREE_FILES = 1000;

export interface FreeSpace {
  readonly bytes: number;
  /** Inodes; undefined where the file system makes them as it needs them. */
  readonly files: number | undefined;
}

export function freeSpace(folder: string): FreeSpace {
  const { bavail, bsize, files, ffree } = statfsSync(folder);
  return { bytes: bavail * bsize, files: files > 0 ? ffree : undefined };
}

/** What the next sweep may write is unknown: half a gigabyte, and as much again as a tenth of what there is. */
export function spaceFinding({ bytes, files }: FreeSpace, databaseBytes: number): Finding {
  const what = 'disk';
  const needed = LEAST_FREE_BYTES + databaseBytes / 10;
  if (bytes < needed) {
    return todo(
      what,
      `${formatBytes(bytes)} free, expected ${formatBytes(needed)}: make room, or see ranksweep delete --help`,
    );
  }
  if (files !== undefined && files < LEAST_FREE_FILES) {
    return todo(
      what,
      `room for ${files} more files, expected ${LEAST_FREE_FILES}: delete some that are not needed`,
    );
  }
  return ok(what, `${formatBytes(bytes)} free`);
}

/** The folder itself, or the one that it will be made in. */
export function existingFolder(database: string): string {
  let folder = dirname(resolve(database));
  while (!existsSync(folder)) folder = dirname(folder);
  return folder;
}

export function writableFinding(folder: string): Finding {
  try {
    accessSync(folder, constants.W_OK);
    return ok('folder', `${folder} can be written`);
  } catch {
    return todo('folder', `${folder} cannot be written: change its permissions, or name another with --db`);
  }
}
