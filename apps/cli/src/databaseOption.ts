/** The option that names the database, equal in all commands. */
import { DEFAULT_DATABASE } from '@ranksweep/text';
import { Option } from 'commander';
import { requireFileName } from './pathProblem.ts';

export const databaseOption = (): Option =>
  new Option('--db <path>', 'SQLite database')
    .default(DEFAULT_DATABASE)
    .argParser((path) => requireFileName('--db', path));
