/** What to do about a database that is damaged. */
import { ranksweepCommand, shellWord } from '@ranksweep/text';

/** The command that puts a backup in a database's place, but for the backup's name. */
export const restoreCommand = (path: string): string => ranksweepCommand(['restore', 'BACKUP'], path);

/** The command that saves what can be read of a damaged one. */
export const recoverCommand = (path: string): string =>
  `sqlite3 ${shellWord(path)} .recover | sqlite3 recovered.db`;
