/** Commands to suggest for a damaged database. */
import { ranksweepCommand, shellWord } from '@ranksweep/text';

/** The command that replaces a database with a backup, without the backup's name. */
export const restoreCommand = (path: string): string => ranksweepCommand(['restore', 'BACKUP'], path);

/** The command that saves the readable part of a damaged database. */
export const recoverCommand = (path: string): string =>
  `sqlite3 ${shellWord(path)} .recover | sqlite3 recovered.db`;
