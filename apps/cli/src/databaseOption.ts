/** The option that names the database, equal in all commands. */
import { Option } from 'commander';

export const databaseOption = (): Option =>
  new Option('--db <path>', 'SQLite database').default('results/ranksweep.db');
