/** Explains why a file cannot be opened as a store: what was expected, what was found, where, and what to do. */
import { InputError, shown, StorageError } from '@ranksweep/core';
import { ranksweepCommand } from '@ranksweep/text';
import { recoverCommand, restoreCommand } from './restoreCommand.ts';

/** A file that cannot be a database. What to do about it depends on how the file was named. */
class Refusal extends InputError {
  /** Without advice. */
  readonly about: string;

  /** @param about what was expected, found, and where */
  constructor(about: string, advice = ADVICE) {
    super(`${about}: ${advice}`);
    this.about = about;
  }
}

const ADVICE = 'name another file with --db';

/**
 * Opens a file that was named as an argument, such as one to merge, and not with `--db`.
 * @throws what `open` throws, with advice that fits such a file
 */
export function openNamed<Result>(open: () => Result): Result {
  try {
    return open();
  } catch (error) {
    throw error instanceof Refusal ? new InputError(`${error.about}: name another file`) : error;
  }
}

export const missingFile = (path: string): InputError =>
  new Refusal(`expected a ranksweep database, found no file at ${path}`, `run a sweep first, or ${ADVICE}`);

export const emptyFile = (path: string): InputError =>
  new Refusal(
    `expected a ranksweep database, found an empty file at ${path}`,
    `run a sweep first, or ${ADVICE}`,
  );

export const isFolder = (path: string): InputError =>
  new Refusal(
    `expected a database file, found a folder at ${path}`,
    `${ADVICE}, such as ${path}/ranksweep.db`,
  );

export const notRegular = (path: string): InputError =>
  new Refusal(`expected a database file, found a device, pipe or socket at ${path}`);

export const notSqlite = (path: string): InputError =>
  new Refusal(
    `expected an SQLite database, found a file of another kind at ${path}, which was left as it is`,
  );

export const notRanksweep = (path: string): InputError =>
  new Refusal(
    `expected a ranksweep database, found an SQLite database of another program at ${path}, which was left as it is`,
  );

export const newerVersion = (path: string, found: number, known: number): InputError =>
  new InputError(
    `expected a database of schema version ${known} or older, found version ${found} at ${path}: update ranksweep`,
  );

export const olderVersion = (path: string, found: number, known: number): InputError =>
  new InputError(
    `expected a database of schema version ${known}, found version ${found} at ${path}: open it once where it may be ` +
      `written, for example with \`${ranksweepCommand(['list'], path)}\`, which brings it up to date`,
  );

export const unreadable = (path: string, reason: string): InputError =>
  new Refusal(
    `expected a readable database file, found ${path} (${reason})`,
    `check its permissions, or ${ADVICE}`,
  );

/** @param unread which of the files beside the database is missing or unreadable */
export const unreadableLog = (path: string, unread: string): InputError =>
  new InputError(
    `expected a database whose log can be read, found ${path} in a folder without write permission, where ${unread} cannot be ` +
      `read: what was committed last is in ${path}-wal alone; copy both files into a folder of your own and use the copy`,
  );

export const unwritableFile = (path: string, reason: string): InputError =>
  new Refusal(
    `expected a database file that can be written, found ${path} (${reason})`,
    `check its permissions, or ${ADVICE}`,
  );

export const unwritableFolder = (folder: string, reason: string): InputError =>
  new Refusal(
    `expected a folder that files can be created in, found ${folder} (${reason})`,
    `check its permissions, or ${ADVICE}`,
  );

export const endsInSpace = (path: string): InputError =>
  new Refusal(`expected a path that does not end in white space, found '${path}'`);

export const noWriteAheadLog = (path: string): InputError =>
  new Refusal(
    `expected a file system that supports SQLite's write-ahead log, found ${path} on one that does not ` +
      '(network file systems often lack it)',
    `keep the database on a local disk, or ${ADVICE}`,
  );

export const oldNode = (): InputError =>
  new InputError(
    `expected a Node with Node-API 10, found ${process.version}: start ranksweep by its command, which brings a newer one along`,
  );

/** @param detail SQLite's description of the damage, if known */
export const damaged = (path: string, detail: string): InputError =>
  new InputError(
    `expected an intact database, found that it is damaged: ${path} (${firstLines(detail)}): restore a backup with ` +
      `\`${restoreCommand(path)}\`, or recover what can be read with \`${recoverCommand(path)}\``,
  );

/** SQLite begins its findings with `*** in database main ***`. */
const firstLines = (detail: string): string =>
  detail
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('***'))
    .slice(0, 3)
    .join('; ');

/** @param object an object in the schema that belongs to others */
export const foreignObject = (
  path: string,
  { type, name, table }: { readonly type: string; readonly name: string; readonly table: string },
): InputError =>
  new InputError(
    `expected a database whose tables only ranksweep writes, found the ${type} ${shown(name)} on ${shown(table)} in ${path}, which ` +
      'another program has added and which would act when ranksweep writes: drop it with an SQLite client',
  );

const damageCodes = /^SQLITE_(?:CORRUPT|NOTADB|FORMAT|IOERR_SHORT_READ)/;
/** The store's own statements are correct, so these messages mean that the schema has changed. */
const schemaLost = /^(?:no such (?:table|column|index)|malformed|unsupported file format)/;

/**
 * What an error of one of the store's own statements says about its file: an InputError if the file is damaged, else undefined.
 * Text that should be JSON but is not was changed by another program.
 */
export function damageIn(path: string, error: unknown): InputError | undefined {
  if (error instanceof SyntaxError) return damaged(path, `text that should be JSON: ${error.message}`);
  const { code, message } = error as { code?: unknown; message: string };
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return undefined;
  const isDamage = damageCodes.test(code) || (code === 'SQLITE_ERROR' && schemaLost.test(message));
  return isDamage ? damaged(path, message) : undefined;
}

const GOES_ON = 'what was committed is there, and the same command goes on from it';

const troubles: Record<string, (path: string, message: string) => string> = {
  SQLITE_FULL: (path) => `no room is left on the disk of ${path}: free some; ${GOES_ON}`,
  SQLITE_IOERR: (path, message) =>
    `the disk of ${path} does not do as it is told (${message}): see whether it is in order, and whether ulimit -f limits ` +
    `files; ${GOES_ON}`,
  SQLITE_READONLY: (path, message) => `${path} can no longer be written (${message}); ${GOES_ON}`,
  SQLITE_BUSY: (path) => `another program has locked ${path}: wait until it lets go, or close it; ${GOES_ON}`,
};

/** What an error of one of the store's own statements says about the disk, if anything. */
export function troubleWith(path: string, error: unknown): StorageError | undefined {
  const { code, message } = error as { code?: unknown; message: string };
  if (typeof code !== 'string' || error instanceof StorageError) return undefined;
  const trouble = troubles[code.split('_', 2).join('_')];
  return trouble && new StorageError(trouble(path, message), code, error);
}

const reasons: Record<string, string> = {
  SQLITE_CANTOPEN: 'it cannot be opened',
  SQLITE_FULL: 'the disk is full',
  SQLITE_PERM: 'permission denied',
  SQLITE_READONLY: 'it is read-only',
};

/**
 * Translates SQLite's refusal to open a file into an InputError, and a lock into a StorageError. Other errors are returned
 * unchanged.
 */
export function openFailure(path: string, error: unknown): unknown {
  const damage = damageIn(path, error);
  if (damage !== undefined) return damage;
  const code = (error as { code?: unknown }).code;
  if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return error;
  const primary = code.split('_', 2).join('_');
  if (primary === 'SQLITE_BUSY') return troubleWith(path, error);
  const reason = reasons[primary] ?? (error as Error).message;
  return new Refusal(`expected a database that can be opened, found ${path} (${reason})`);
}
