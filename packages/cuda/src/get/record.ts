/** RECORD: the list of a wheel's files with their checksums, which pip keeps beside what it has installed. PEP 376 and 427. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { InputError } from '@ranksweep/core';
import { sha256OfFile } from '@ranksweep/download';

export interface FileRecord {
  /** In base64url without padding; undefined for RECORD itself, and for what was compiled after it was written. */
  readonly sha256: string | undefined;
}

/** @returns files by their paths, with forward slashes, from the folder of packages on */
export function readRecord(content: string): Map<string, FileRecord> {
  const lines = content.split(/\r?\n/).filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      // A path may be quoted, and then have commas; the other two fields have none.
      const [, quoted, plain, digest] = /^(?:"((?:[^"]|"")*)"|([^,]*)),([^,]*),/.exec(`${line},`) ?? [];
      const path = quoted?.replaceAll('""', '"') ?? plain ?? line;
      return [path, { sha256: /^sha256=(.+)$/.exec(digest ?? '')?.[1] }];
    }),
  );
}

/**
 * Holds files that pip has installed against its checksums. One that it has no checksum of passes.
 * @throws InputError that names the file that differs
 * @throws the signal's reason once it is aborted, and errors of the file system
 */
export async function requireSound(
  sitePackages: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const records = globSync('tensorflow*.dist-info/RECORD', { cwd: sitePackages }).map((name) =>
    readRecord(readFileSync(join(sitePackages, name), 'utf8')),
  );
  for (const path of paths) {
    const name = relative(sitePackages, path);
    const expected = records.map((record) => record.get(name)?.sha256).find((sha256) => sha256 !== undefined);
    if (expected === undefined || !existsSync(path)) continue;
    const found = Buffer.from(await sha256OfFile(path, signal), 'hex').toString('base64url');
    if (found !== expected) {
      throw new InputError(
        `${path}: expected the file that pip installed, found another content: ` +
          `install TensorFlow again with pip install --force-reinstall`,
      );
    }
  }
}
