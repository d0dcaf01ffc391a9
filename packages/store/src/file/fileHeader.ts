/**
 * Tells what a file is from its first bytes (https://sqlite.org/fileformat.html, section 1.3). SQLite itself is not used, since
 * opening a database may create, change or delete files next to it.
 */
import { readSync, statSync } from 'node:fs';
import { fileSystemReason } from '@ranksweep/machine';
import { isFolder, notRegular, notSqlite, unreadable } from './openErrors.ts';
import { readingFile } from './descriptors.ts';

export type FileHeader =
  | { readonly kind: 'missing' }
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'sqlite';
      readonly applicationId: number;
      readonly version: number;
      readonly blank: boolean;
    };

const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 108; // The file header, then the header of the first b-tree page, which holds the schema table.

/**
 * Reads a database file's header.
 * @throws InputError if the path is a folder, cannot be read, or is a file of another kind
 */
export function readFileHeader(path: string): FileHeader {
  let stat;
  try {
    stat = statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw unreadable(path, fileSystemReason(error));
  }
  if (stat === undefined) return { kind: 'missing' };
  if (stat.isDirectory()) throw isFolder(path);
  if (!stat.isFile()) throw notRegular(path);
  if (stat.size === 0) return { kind: 'empty' };

  const bytes = readStart(path);
  if (bytes.length < HEADER_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw notSqlite(path);
  const schemaIsOneLeaf = bytes[100] === 0x0d;
  const walSize = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  return {
    kind: 'sqlite',
    applicationId: bytes.readUInt32BE(68),
    version: bytes.readUInt32BE(60),
    blank: schemaIsOneLeaf && bytes.readUInt16BE(103) === 0 && walSize === 0,
  };
}

function readStart(path: string): Buffer {
  try {
    return readingFile(path, (file) => {
      const bytes = Buffer.alloc(HEADER_BYTES);
      return bytes.subarray(0, readSync(file, bytes, 0, HEADER_BYTES, 0));
    });
  } catch (error) {
    throw unreadable(path, fileSystemReason(error));
  }
}
