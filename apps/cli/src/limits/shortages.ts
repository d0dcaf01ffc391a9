/** What limits leave too little of for a sweep: the same check for `doctor` and for the commands that compute. */
import { statSync } from 'node:fs';
import { InputError } from '@ranksweep/core';
import { countOf, formatBytes } from '@ranksweep/text';
import { resourceLimits, type ResourceLimits } from './resourceLimits.ts';

/**
 * Measured: an isolate of V8 for each lane, and the 4 GB that a WebAssembly memory may reserve, of which it takes a part where
 * there is less. Guard pages, which the launcher does without where there is a limit, would add 10 GB to each.
 */
const ADDRESS_SPACE = { bytes: 3.5e9, bytesPerLane: 1.2e9 };
const OPEN_FILES = { files: 45, filesPerLane: 5 };
/** The log of a database grows to some megabytes before it is emptied. */
const LEAST_FILE_BYTES = 16e6;

export interface Demand {
  readonly lanes: number;
  readonly databaseBytes: number;
}

export interface Shortage {
  readonly what: string;
  /** What was found and expected, and what to do. */
  readonly text: string;
}

export function shortages({ lanes, databaseBytes }: Demand, limits: ResourceLimits): Shortage[] {
  const found: Shortage[] = [];
  const { addressSpaceBytes, openFiles, fileBytes } = limits;
  const addresses = ADDRESS_SPACE.bytes + lanes * ADDRESS_SPACE.bytesPerLane;
  if (addressSpaceBytes < addresses) {
    found.push({
      what: 'address space',
      text:
        `at most ${formatBytes(addressSpaceBytes)} (ulimit -v), expected ${formatBytes(addresses)} for ${countOf(lanes, 'lane')}: ` +
        advice(
          'ulimit -v',
          Math.floor((addressSpaceBytes - ADDRESS_SPACE.bytes) / ADDRESS_SPACE.bytesPerLane),
        ),
    });
  }
  const files = OPEN_FILES.files + lanes * OPEN_FILES.filesPerLane;
  if (openFiles < files) {
    found.push({
      what: 'open files',
      text:
        `at most ${openFiles} (ulimit -n), expected ${files} for ${countOf(lanes, 'lane')}: ` +
        advice('ulimit -n', Math.floor((openFiles - OPEN_FILES.files) / OPEN_FILES.filesPerLane)),
    });
  }
  const needed = LEAST_FILE_BYTES + databaseBytes;
  if (fileBytes < needed) {
    found.push({
      what: 'size of files',
      text: `at most ${formatBytes(fileBytes)} (ulimit -f), expected ${formatBytes(needed)} for the database and its log: raise it with ulimit -f`,
    });
  }
  return found;
}

const advice = (command: string, lanes: number): string =>
  `raise it with ${command}${lanes > 0 ? `, or run with --lanes ${lanes}` : ''}`;

export const sizeOf = (database: string): number => statSync(database, { throwIfNoEntry: false })?.size ?? 0;

/** @throws InputError where a limit is in the way of so many lanes on this database */
export function requireLimits({ lanes, db }: { readonly lanes: number; readonly db: string }): void {
  const found = shortages({ lanes, databaseBytes: sizeOf(db) }, resourceLimits());
  if (found.length > 0) throw new InputError(found.map(({ what, text }) => `${what}: ${text}`).join('\n'));
}
