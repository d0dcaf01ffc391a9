/** Paths that the user has named, and that lead nowhere: bad input, wherever the file system says so. */
import { InputError } from '@ranksweep/core/errors';

const REASONS: Readonly<Record<string, string>> = {
  ENAMETOOLONG: 'a name in it is too long',
  ENOTDIR: 'a part of it is not a folder',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'read-only file system',
};

/** @returns undefined where the error is of another kind */
export function pathProblem(error: unknown): InputError | undefined {
  const { code = '', path, syscall = '' } = error as { code?: string; path?: unknown; syscall?: string };
  const reason = REASONS[code];
  const isOfProgram = syscall.startsWith('spawn'); // one that this one starts
  if (reason === undefined || typeof path !== 'string' || isOfProgram) return undefined;
  return new InputError(`${path}: expected a path that can be used, found that ${reason}: name another`, {
    cause: error,
  });
}

/** @throws InputError for a path that ends in a slash, as a folder's does */
export function requireFileName(option: string, path: string): string {
  if (!/[/\\]$/.test(path)) return path;
  throw new InputError(
    `${option}: expected a file, found ${path}, which ends as a folder does: name the file in it, too`,
  );
}
