/** Puts a faulty disk (faultyDisk.c) under a program. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('faultyDisk.c', import.meta.url));

export type DiskFault =
  /** Counts calls, and does nothing else. */
  | { readonly action: 'count' }
  /** Kills the process at the `at`-th call: before it, after it, or when `share` of 1000 bytes are written. */
  | { readonly action: 'before' | 'after'; readonly at: number }
  | { readonly action: 'torn'; readonly at: number; readonly share: number }
  /** No space is left from the `at`-th call on, for so many writes. */
  | { readonly action: 'full'; readonly at: number; readonly calls: number }
  /** Every sync takes so many microseconds longer. */
  | { readonly action: 'slow'; readonly delay: number };

/** Why there can be none, if so. */
export const noCompiler = (): string | undefined =>
  spawnSync('cc', ['--version']).status === 0 ? undefined : 'there is no C compiler, cc';

/** @returns the library's path */
export function compileFaultyDisk(folder: string): string {
  const library = join(folder, 'faultyDisk.so');
  execFileSync('cc', ['-O2', '-shared', '-fPIC', '-o', library, SOURCE, '-ldl']);
  return library;
}

/** @param report a file that does not exist yet */
export const faultyDiskEnv = (
  library: string,
  database: string,
  report: string,
  fault: DiskFault,
): Record<string, string> => ({
  LD_PRELOAD: library,
  FAULTY_DISK_NAME: basename(database),
  FAULTY_DISK_REPORT: report,
  ...Object.fromEntries(
    Object.entries(fault).map(([key, value]) => [`FAULTY_DISK_${key.toUpperCase()}`, String(value)]),
  ),
});

/** The lines that the disk, or another saboteur, wrote of itself. */
export const reportLines = (report: string): string[] =>
  existsSync(report)
    ? readFileSync(report, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
