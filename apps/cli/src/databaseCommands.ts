/** Commands that keep house in the database: what there is of them on the command line. */
import type { Command } from 'commander';
import { databaseOption } from './databaseOption.ts';

export function addDatabaseCommands(program: Command): void {
  addTag(program);
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
