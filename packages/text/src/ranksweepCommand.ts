/** Commands of ranksweep, as messages show them. */
import { resolve } from 'node:path';
import { shellCommand } from './shell.ts';

/** The database of commands that name none. */
export const DEFAULT_DATABASE = 'results/ranksweep.db';

/** The words that have a command work on a database. */
export const databaseWords = (db: string): string[] =>
  resolve(db) === resolve(DEFAULT_DATABASE) ? [] : ['--db', db];

/** A command on a database, to be pasted into a shell. */
export const ranksweepCommand = (words: readonly string[], db: string): string =>
  shellCommand('npx', 'ranksweep', ...words, ...databaseWords(db));
