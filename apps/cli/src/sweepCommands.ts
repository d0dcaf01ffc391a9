/** Commands that work on sweeps of the database: what there is of them on the command line. */
import type { Command } from 'commander';
import { ADDRESS_HELP, SWEEP } from './addressHelp.ts';
import { databaseOption } from './databaseOption.ts';
import type { ExitStatus } from './exitStatus.ts';
import { jsonOption } from './json/printJson.ts';
import { withRunSettings } from './runSettingOptions.ts';
import { withSlurm } from './slurm/options.ts';

/** @param done called with a command's exit status, where it may be another than 0 */
export function addSweepCommands(program: Command, done: (status: ExitStatus) => void): void {
  addHoles(program);
  addFill(program, done);
  addRetry(program, done);
  addExtend(program, done);
  addSimulate(program);
  addPromote(program, done);
  addCancel(program);
  addVerify(program, done);
  addSlurmTask(program, done);
  addSlurmProbe(program, done);
}

function addHoles(program: Command): void {
  program
    .command('holes')
    .description('the runs that a sweep asks for and does not have')
    .argument('<sweep>', SWEEP)
    .addOption(jsonOption())
    .addOption(databaseOption())
    .addHelpText('after', ADDRESS_HELP)
    .addHelpText(
      'after',
      `
Examples:
  ranksweep holes dynamics
  ranksweep holes sweep:4
  ranksweep holes sweep:4 --json | jq '.holes | length'`,
    )
    .action(async (sweep: string, options) => (await import('./commands/holes.ts')).holes(sweep, options));
}

function addSimulate(program: Command): void {
  program
    .command('simulate')
    .description('searches on a grid that is in the database, side by side; nothing is run')
    .argument('<sweep>', SWEEP)
    .option(
      '--minimize <metric>',
      'what should be small at the end of a run: a metric, or an expression on metrics',
    )
    .option('--maximize <metric>', 'what should be large')
    .option('--samplers <names>', 'what suggests trials: tpe, cma-es, sobol, random, grid', 'random,tpe')
    .option('--pruners <names>', 'what stops trials: none, asha, halving, median, percentile', 'none,asha')
    .option('--rungs <rule>', 'where trials are compared: 300x3, 300+300 or 300,900,2700', '500x3')
    .option('--factor <n>', 'one in so many trials goes on, with asha and halving (default: 3)')
    .option('--compare <metric>', 'what trials are compared by at rungs (default: what is searched for)')
    .option('--trials <n>', 'how many trials (default: as many as the grid has cells)')
    .option('--parallel <n>', 'how many trials may be under way at once', '4')
    .option('--startup <n>', 'results that tpe waits for (default: 10)')
    .option('--seeds <list>', 'of the searches', '0..29')
    .option('--part <name>', 'of the sweep, if it has several')
    .option('--plot <dir>', 'folder for the figure (default: figures/ beside the database)')
    .option('--no-plot', 'draw no figure')
    .addOption(jsonOption())
    .addOption(databaseOption())
    .addHelpText('after', ADDRESS_HELP)
    .addHelpText(
      'after',
      `
A search is replayed on what the grid's runs have recorded, through the source that real searches have. The table has the best
value that searches find, the iterations that they spend, how many of them find the best cell, and after how many iterations;
shares are of all iterations of the grid.

Examples:
  ranksweep simulate depth --minimize reconstruction_error
  ranksweep simulate sweep:3 --minimize test_mse --samplers random,tpe,sobol --pruners none,asha,median --rungs 1000x2
  ranksweep simulate sweep:3 --maximize test_accuracy --compare train_loss --seeds 0..99 --json`,
    )
    .action(async (sweep: string, options) =>
      (await import('./commands/simulate.ts')).simulate(sweep, options),
    );
}

function addFill(program: Command, done: (status: ExitStatus) => void): void {
  withSlurm(withRunSettings(program.command('fill'), 'those of its runs'))
    .description('compute the runs that a sweep lacks: pending, cancelled, failed, deleted')
    .argument('<what>', `a sweep ${SWEEP}, or some runs of one, such as run:3,5..9`)
    .addOption(databaseOption())
    .addHelpText('after', ADDRESS_HELP)
    .addHelpText(
      'after',
      `
The runs are computed with the settings that the sweep was started with: no word of the first command is needed. A search goes on with
the trials that it has not asked for yet; runs that it has pruned stay where they are.

Examples:
  ranksweep fill dynamics
  ranksweep fill sweep:3 --lanes 2
  ranksweep fill sweep:3 --launcher slurm --time 4:00:00   docs/CLUSTER.md`,
    )
    .action(async (what: string, options) =>
      done(await (await import('./commands/again.ts')).fill(what, options)),
    );
}

function addRetry(program: Command, done: (status: ExitStatus) => void): void {
  withSlurm(withRunSettings(program.command('retry'), 'those of its runs'))
    .description('compute the runs of a sweep that have failed once more')
    .argument('<what>', `a sweep ${SWEEP}, or some runs of one, such as run:3,5..9`)
    .option('--damaged', 'compute those whose rows are not what was written, which ranksweep doctor finds')
    .addOption(databaseOption())
    .addHelpText('after', ADDRESS_HELP)
    .addHelpText(
      'after',
      `
A lane that dies under a run, or hangs, costs the run one of three tries; then it has failed. Runs that are missing for another reason,
such as deleted ones, are left to ranksweep fill.

Damaged runs are computed from their seeds: the same bits come again. Of a search, runs that have failed are computed once more, and
the search goes on from there: later trials follow from what they end with.

Examples:
  ranksweep retry dynamics
  ranksweep retry sweep:3 --damaged
  ranksweep retry run:13`,
    )
    .action(async (what: string, options) =>
      done(await (await import('./commands/again.ts')).retry(what, options)),
    );
}

function addExtend(program: Command, done: (status: ExitStatus) => void): void {
  withSlurm(withRunSettings(program.command('extend'), 'those of its runs'))
    .description('let the runs of a sweep go on from where they ended')
    .argument('<sweep>', SWEEP)
    .option('--max-iterations <n>', 'where they end now, unless their loss is low enough before')
    .option('--max-epochs <n>', 'the same in passes over the observations')
    .option(
      '--trials <n>',
      'of a search, or of a line of a boundary: how many trials it makes now, the first ones as before',
    )
    .addOption(databaseOption())
    .addHelpText('after', ADDRESS_HELP)
    .addHelpText(
      'after',
      `
It makes a sweep of its own, which shares the runs. What they have is the same to the last bit as
if they had been asked to go so far at once. Where no run would go on, it says so and makes none.

A search goes on with more trials; those that it has made stay as they are. Trials that it has pruned go on with ranksweep promote.

Examples:
  ranksweep extend dynamics --max-iterations 100000
  ranksweep extend natural-rank --max-epochs 1000
  ranksweep extend tune --trials 200
  ranksweep extend dynamics --max-iterations 100000 --launcher slurm`,
    )
    .action(async (sweep: string, options) =>
      done(await (await import('./commands/again.ts')).extend(sweep, options)),
    );
}

function addPromote(program: Command, done: (status: ExitStatus) => void): void {
  withRunSettings(program.command('promote'), 'those of its runs')
    .description('let trials go on that a search has pruned')
    .argument('<what>', `a sweep ${SWEEP}, or some runs of one, such as run:3,5..9`)
    .option('--farthest <n>', 'only so many trials: those that came to the last rungs')
    .addOption(databaseOption())
    .addHelpText('after', ADDRESS_HELP)
    .addHelpText(
      'after',
      `
Runs of trials that were pruned are paused, with all that they have made so far. They go on from there to their end, with the same
bits as if they had never paused. What the search suggests does not change.

Examples:
  ranksweep promote tune --farthest 3
  ranksweep promote run:13`,
    )
    .action(async (what: string, options) =>
      done(await (await import('./commands/promote.ts')).promote(what, options)),
    );
}

function addCancel(program: Command): void {
  program
    .command('cancel')
    .description('runs that are not wanted any more: pending ones, and those that go on just now')
    .argument('<what...>', `sweeps ${SWEEP}, or runs such as run:3,5..9`)
    .addOption(databaseOption())
    .addHelpText('after', ADDRESS_HELP)
    .addHelpText(
      'after',
      `
What they have stays, and they go on from it when they are asked for again. The jobs of a sweep on Slurm
are cancelled with it.

Examples:
  ranksweep cancel dynamics
  ranksweep cancel run:3,5..9`,
    )
    .action(async (what: string[], options) => (await import('./commands/cancel.ts')).cancel(what, options));
}

function addVerify(program: Command, done: (status: ExitStatus) => void): void {
  program
    .command('verify')
    .description("compute a sweep's runs again from their seeds, and compare every bit")
    .argument('<what>', `a sweep ${SWEEP}, or some runs of one, such as run:3,5..9`)
    .option('--sample <k>', 'so many of its runs (default: all)')
    .option('--seed <n>', 'draws the sample', '0')
    .option('--lanes <n>', 'runs at a time (default: one a core)')
    .addOption(jsonOption())
    .addOption(databaseOption())
    .addHelpText('after', ADDRESS_HELP)
    .addHelpText(
      'after',
      `
The database is only read. Exit status 1 when a run differs, whose first difference is named, or could
not be computed again, with why. The others are compared all the same.

Examples:
  ranksweep verify dynamics
  ranksweep verify phase-diagram --sample 20
  ranksweep verify run:13
  ranksweep verify sweep:4 --json`,
    )
    .action(async (what: string, options) =>
      done(await (await import('./commands/verify.ts')).verify(what, options)),
    );
}

/** Started by the batch script of `run --launcher slurm`. */
function addSlurmTask(program: Command, done: (status: ExitStatus) => void): void {
  program
    .command('slurm-task', { hidden: true })
    .description('a task of a sweep on Slurm: computes runs of it until none is left, or until its job ends')
    .requiredOption('--folder <dir>', 'the folder that the tasks of the sweep share')
    .addHelpText(
      'after',
      `
Examples:
  ranksweep slurm-task --folder results/ranksweep.db.slurm/dynamics-1`,
    )
    .action(async (options) => done(await (await import('./commands/slurmTask.ts')).slurmTask(options)));
}

/** Started by the batch script of `doctor --launcher slurm`. */
function addSlurmProbe(program: Command, done: (status: ExitStatus) => void): void {
  program
    .command('slurm-probe', { hidden: true })
    .description('tells what a job finds on its node, and waits for signals')
    .requiredOption('--folder <dir>', 'a folder that the node shares with the machine that asks')
    .option('--bytes <n>', 'how much is written there, for the time that it takes', '0')
    .action(async (options) => done(await (await import('./slurm/probe.ts')).slurmProbe(options)));
}
