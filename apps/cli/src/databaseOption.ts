/** The option that names the database, equal in all commands. */
import { Option } from 'commander';
import { requireFileName } from './pathProblem.ts';

export const databaseOption = (): Option =>
  new Option('--db <path>', 'SQLite database')
    .default('results/ranksweep.db')
    .argParser((path) => requireFileName('--db', path));
