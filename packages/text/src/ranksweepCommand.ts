/** Commands of ranksweep, as messages show them. */
import { resolve } from 'node:path';
import { shellCommand } from './shell.ts';

/** The database that commands use by default. */
export const DEFAULT_DATABASE = 'results/ranksweep.db';

/** The arguments that make a command use a database. */
export const databaseWords = (db: string): string[] =>
  resolve(db) === resolve(DEFAULT_DATABASE) ? [] : ['--db', db];

/** A command that uses a database, ready to be pasted into a shell. */
export const ranksweepCommand = (words: readonly string[], db: string): string =>
  shellCommand('npx', 'ranksweep', ...words, ...databaseWords(db));
