/** Commands that keep house in the database: what there is of them on the command line. */
import type { Command } from 'commander';
import { databaseOption } from './databaseOption.ts';
import type { ExitStatus } from './exitStatus.ts';

/** @param done called with a command's exit status, where it may be another than 0 */
export function addDatabaseCommands(program: Command, done: (status: ExitStatus) => void): void {
  addTag(program);
  addBackup(program, done);
}

function addTag(program: Command): void {
  program
    .command('tag')
    .description('give tags to a sweep; without tags, tell those it has')
    .argument('<sweep>', 'its name or number')
    .argument('[tags...]', 'words to find it by')
    .option('--remove <tags...>', 'tags to take from it')
    .addOption(databaseOption())
    .addHelpText(
      'after',
      `
Examples:
  ranksweep tag dynamics draft section-5
  ranksweep tag 3 final --remove draft
  ranksweep list --tag final`,
    )
    .action(async (sweep: string, tags: string[], options) =>
      (await import('./commands/tag.ts')).tag(sweep, tags, options),
    );
}

function addBackup(program: Command, done: (status: ExitStatus) => void): void {
  program
    .command('backup')
    .description('copy the database, also while sweeps are going on')
    .argument('<file>', 'where to; a database that ranksweep opens like any other')
    .option('--force', 'replace the file where there is one')
    .addOption(databaseOption())
    .addHelpText(
      'after',
      `
The copy is of one moment, is checked, and has the name only when it is whole. A copy of the file
alone, such as cp makes, may lack what is in the log beside it.

Examples:
  ranksweep backup /backups/ranksweep.db --force
  ranksweep backup before-merge.db --db results/paper.db`,
    )
    .action(async (file: string, options) =>
      done(await (await import('./commands/backup.ts')).backup(file, options)),
    );
}
