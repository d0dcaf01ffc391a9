/** Commands that keep house in the database: what there is of them on the command line. */
import type { Command } from 'commander';
import { ADDRESS_HELP, SWEEP } from './addressHelp.ts';
import { databaseOption } from './databaseOption.ts';
import type { ExitStatus } from './exitStatus.ts';
import { withSlurmOptions } from './slurm/options.ts';
import { jsonOption } from './json/printJson.ts';

/** @param done called with a command's exit status, where it may be another than 0 */
export function addDatabaseCommands(program: Command, done: (status: ExitStatus) => void): void {
  addTag(program);
  addDelete(program, done);
  addMerge(program, done);
  addCollect(program, done);
  addBackup(program, done);
  addRestore(program, done);
  addDoctor(program, done);
}

function addTag(program: Command): void {
  program
    .command('tag')
    .description('give tags to a sweep; without tags, tell those it has')
    .argument('<sweep>', SWEEP)
    .argument('[tags...]', 'words to find it by')
    .option('--remove <tags...>', 'tags to take from it')
    .addOption(databaseOption())
    .addHelpText('after', ADDRESS_HELP)
    .addHelpText(
      'after',
      `
Examples:
  ranksweep tag dynamics draft section-5
  ranksweep tag sweep:3 final --remove draft
  ranksweep list final`,
    )
    .action(async (sweep: string, tags: string[], options) =>
      (await import('./commands/tag.ts')).tag(sweep, tags, options),
    );
}

function addDelete(program: Command, done: (status: ExitStatus) => void): void {
  program
    .command('delete')
    .description('delete sweeps, with those of their runs that no other sweep has')
    .argument('[what...]', `sweeps ${SWEEP}, or single runs such as run:3,5..9`)
    .option('--yes', 'do not ask')
    .option('--vacuum', 'give the room that is free afterwards back to the disk')
    .addOption(databaseOption())
    .addHelpText('after', ADDRESS_HELP)
    .addHelpText(
      'after',
      `
It tells what would go, and asks. The room stays in the file, for what is
written next, unless --vacuum gives it back. A sweep that has lost runs has
holes, which ranksweep fill computes again.

Examples:
  ranksweep delete tensor-rank
  ranksweep delete sweep:3,4 --yes --vacuum
  ranksweep delete run:3,5..9`,
    )
    .action(async (what: string[], options) =>
      done(await (await import('./commands/delete.ts')).deleteResults(what, options)),
    );
}

function addMerge(program: Command, done: (status: ExitStatus) => void): void {
  program
    .command('merge')
    .description('bring sweeps, runs and results of other databases into this one')
    .argument('<files...>', 'the other databases; they are only read')
    .addOption(databaseOption())
    .addHelpText(
      'after',
      `
Of a run that both have, the one that is farther is kept; docs/SQL.md has the
rule. The points that both have must agree in every bit: a run where they do not
stays as it is, a run that is damaged there is left out, and the exit status is 1.
A sweep that is going on here waits.

Examples:
  ranksweep merge laptop.db server.db
  ranksweep merge results/*.db --db all.db`,
    )
    .action(async (files: string[], options) =>
      done(await (await import('./commands/merge.ts')).merge(files, options)),
    );
}

function addCollect(program: Command, done: (status: ExitStatus) => void): void {
  program
    .command('collect')
    .description('bring in what tasks on a cluster have computed, also while they go on')
    .argument('[what]', `${SWEEP}, or the folder that its tasks share (default: all beside the database)`)
    .option('--wait', 'follow the sweep until nothing is left; Ctrl-C leaves the jobs alone')
    .addOption(databaseOption())
    .addHelpText('after', ADDRESS_HELP)
    .addHelpText(
      'after',
      `
Only what is new is read. Runs are merged by the rules of ranksweep merge: one
that two tasks have computed counts once. What is left out is told each time, and
the exit status is 1: runs whose bits differ, and what cannot be read.

Examples:
  ranksweep collect
  ranksweep collect dynamics --wait
  ranksweep collect /scratch/me/dynamics-3 --db results/paper.db`,
    )
    .action(async (what: string | undefined, options) =>
      done(await (await import('./commands/collect.ts')).collect(what, options)),
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
The copy is of one moment, is checked, and has the name only when it is whole. A
copy of the file alone, such as cp makes, may lack what is in the log beside it.

Examples:
  ranksweep backup /backups/ranksweep.db --force
  ranksweep backup before-merge.db --db results/paper.db`,
    )
    .action(async (file: string, options) =>
      done(await (await import('./commands/backup.ts')).backup(file, options)),
    );
}

function addRestore(program: Command, done: (status: ExitStatus) => void): void {
  program
    .command('restore')
    .description('put a backup in the place of the database')
    .argument('<backup>', 'a ranksweep database; it is only read')
    .option('--force', 'also where runs would be lost, or rows of the backup are damaged')
    .addOption(databaseOption())
    .addHelpText(
      'after',
      `
The backup is copied and checked, and takes the place at once. The file that was
there stays beside it under another name, with its log, which SQLite would
otherwise take for that of the backup: cp alone gives a damaged database. Nobody
may have the database open meanwhile.

Examples:
  ranksweep restore /backups/ranksweep.db
  ranksweep restore before-merge.db --db results/paper.db --force`,
    )
    .action(async (backup: string, options) =>
      done(await (await import('./commands/restore.ts')).restore(backup, options)),
    );
}

function addDoctor(program: Command, done: (status: ExitStatus) => void): void {
  withSlurmOptions(program.command('doctor'))
    .description('check machine, folder and database; a line each: ok, or what to do')
    .option('--quick', 'leave out what reads all of the database')
    .option('--launcher <name>', 'slurm: look at the cluster too, with a short job on one of its nodes')
    .addOption(jsonOption())
    .addOption(databaseOption())
    .addHelpText(
      'after',
      `
Every row of the database is held against its digest: a run that the disk or
another program has changed is named. Exit status: 0 when all is ok, 1 when there
is something to do. Nothing is changed.

Examples:
  ranksweep doctor
  ranksweep doctor --quick
  ranksweep doctor --db /scratch/ranksweep.db
  ranksweep doctor --launcher slurm --partition gpu --gpus-per-task 1
  ranksweep doctor --json | jq '.findings[] | select(.isOk | not)'`,
    )
    .action(async (options) => done(await (await import('./commands/doctor.ts')).doctor(options)));
}
