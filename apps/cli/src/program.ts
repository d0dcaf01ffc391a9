/** The command line: what there is, and how mistakes are told. Commands load their code when they are called. */
import { inspect } from 'node:util';
import { InputError, NoSweepOfName, StorageError } from '@ranksweep/core/errors';
import { MODULE_LIMIT_MS } from '@ranksweep/sweep/defaults';
import { describeCommit, version } from '@ranksweep/sweep/release';
import { CommanderError, type Command } from 'commander';
import { ADDRESS_HELP, SWEEP } from './addressHelp.ts';
import { addDatabaseCommands } from './databaseCommands.ts';
import { addCompletion } from './completion/command.ts';
import { addInstallCuda } from './cudaCommand.ts';
import { addDataCommands } from './dataCommands.ts';
import { databaseOption } from './databaseOption.ts';
import { addDefinitionCommands } from './definitionCommands.ts';
import { exitStatus, type ExitStatus } from './exitStatus.ts';
import { pathProblem } from './pathProblem.ts';
import { ranksweepCommand, visibleText } from '@ranksweep/text';
import { errorPrefix, paint } from './render/colors.ts';
import { addResultCommands } from './resultCommands.ts';
import { jsonOption } from './json/printJson.ts';
import { inSeconds, withRunSettings } from './runSettingOptions.ts';
import { withSlurm } from './slurm/options.ts';
import { addSweepCommands } from './sweepCommands.ts';
import { helpCommandOf, PlainCommand } from './usage.ts';
import { UnknownCommand, UsageError } from './usageError.ts';

/** Runs one command line. @returns the exit status */
export async function runProgram(words: readonly string[]): Promise<ExitStatus> {
  let status: ExitStatus = exitStatus.ok;
  const program = createProgram((result) => (status = result));
  let called: Command = program;
  program.hook('preAction', (_, command) => void (called = command));
  try {
    await program.parseAsync(words, { from: 'user' });
    return status;
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      return thrown.exitCode === 0 ? exitStatus.ok : exitStatus.badInput; // commander has printed it
    }
    const error = pathProblem(thrown) ?? thrown;
    if (error instanceof InputError && !words.includes('--debug')) {
      console.error(`${errorPrefix()} ${visibleText(error.message)}`);
      if (error instanceof UnknownCommand && (await isDefinition(error.found))) {
        console.error(`(ranksweep run ${visibleText(error.found)} runs a definition)`);
      }
      if (error instanceof NoSweepOfName && (await isDefinition(error.sweepName))) {
        const { db } = called.opts<{ readonly db: string }>();
        console.error(`(run it first: ${visibleText(ranksweepCommand(['run', error.sweepName], db))})`);
      }
      if (error instanceof UsageError) {
        console.error(`(${error.helpCommand ?? helpCommandOf(called)} shows what there is)`);
      }
      return exitStatus.badInput;
    }
    const where = error instanceof StorageError ? '' : '; --debug shows where';
    console.error(
      words.includes('--debug')
        ? visibleText(inspect(error))
        : `${errorPrefix()} ${visibleText(`${(error as Error).message}${where}`)}`,
    );
    return error instanceof InputError ? exitStatus.badInput : exitStatus.someFailed;
  }
}

/** Whether it is what `run` takes, by name or file. */
async function isDefinition(word: string): Promise<boolean> {
  const { builtIns } = await import('@ranksweep/experiments/builtIns');
  const { isDefinitionFile } = await import('@ranksweep/sweep');
  return isDefinitionFile(word) || builtIns.some(({ name }) => name === word);
}

/** An option that may be given again. */
const collected = (value: string, others: readonly string[] = []): readonly string[] => [...others, value];

/** What commands are for, in the order in which help shows them. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'Run sweeps:': ['run', 'new', 'schema', 'data', 'collect', 'fill', 'retry', 'extend', 'promote', 'cancel'],
  'Look at results:': [
    'dashboard',
    'list',
    'show',
    'plot',
    'report',
    'sql',
    'export',
    'holes',
    'simulate',
    'verify',
    'rank',
  ],
  'Keep databases:': ['tag', 'delete', 'merge', 'backup', 'restore'],
};

const OTHERS = 'Know the machine:';

const groupOf = (command: string): string =>
  Object.keys(GROUPS).find((group) => GROUPS[group]!.includes(command)) ?? OTHERS;

/** Help with its titles in bold: those of commander, and those of what stands below. */
const withTitles = (help: string): string =>
  help.replaceAll(/^(?:Usage|[A-Z][a-z ]+(?=:$)):/gm, (title) => paint('bold', title));

function createProgram(done: (status: ExitStatus) => void): Command {
  const program = new PlainCommand('ranksweep')
    .description(
      'Sweeps of gradient-descent trajectories: of matrix, tensor and hierarchical tensor factorizations, of convolutional networks, and of ' +
        'programs of your own, kept in one SQLite file.',
    )
    .option('--version', 'show the version, and the commit that it is of')
    .on('option:version', () => {
      const commit = describeCommit();
      process.stdout.write(`${version}${commit === null ? '' : ` (${commit})`}\n`);
      throw new CommanderError(0, 'commander.version', version);
    })
    .option('--debug', 'show stack traces')
    .option('--with <file>', 'a module that adds to what there is; see docs/EXTENDING.md', collected)
    .hook('preAction', async (command) => {
      const { with: files = [] } = command.opts<{ readonly with?: readonly string[] }>();
      if (files.length === 0 && !process.env.RANKSWEEP_EXTENSIONS) return;
      await (await import('@ranksweep/sweep')).loadExtensions(files);
    })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => process.stdout.write(withTitles(text)),
    })
    .configureHelp({ showGlobalOptions: true })
    // That of `help`, which commander adds, too.
    .commandsGroup(OTHERS)
    .helpCommand(true)
    .addHelpText(
      'after',
      `
Examples:
  ranksweep run                                       the dynamics of matrix, CP and hierarchical factorization
  ranksweep run dynamics --preset paper --seeds 0..2  at the paper's sizes
  ranksweep run tensor-rank init.std=0.05,0.01        two values of one key: an axis
  ranksweep new my-sweep.yaml                         a definition of your own to begin with; also --search, --program
  ranksweep run my-sweep.yaml --dry-run               what would be run
  ranksweep run my-sweep.yaml --launcher slurm        on a cluster; docs/CLUSTER.md
  ranksweep dashboard                                 sweeps, searches and runs in the terminal
  ranksweep plot phase-diagram --as importance --minimize reconstruction_error
  ranksweep sql "select * from run_table limit 5"

Exit status: 0 when all that was asked for is done, 1 when some of it is not (a run has failed, differs or is damaged),
2 for bad usage or input, 130 when stopped by Ctrl-C. docs/EXIT_STATUS.md has all commands.`,
    );

  withSlurm(withRunSettings(program.command('run')))
    .description('run a sweep; what the database already has is not run again')
    .argument('[words...]', 'a definition by name or file, and overrides such as init.std=0.05,0.01')
    .option('--preset <name>', "one of the definition's presets (default: quick)")
    .option('--seeds <list>', "such as 0..9 or 0,1,5 (default: the preset's)")
    .addOption(databaseOption())
    .option('--plot <dir>', 'folder for figures (default: figures/ beside the database)')
    .option(
      '--trials <n>',
      "how many trials a search makes, or runs a line of a boundary (default: the definition's)",
    )
    .option(
      '--sampler <name>',
      "what suggests a search's trials: tpe, cma-es, sobol, random or grid (default: the definition's)",
    )
    .option('--dashboard', 'watch it in the dashboard; the sweep goes on when that is left')
    .option('--dry-run', 'tell what would be run, and run nothing')
    .option(
      '--definition-limit <seconds>',
      'how long a definition that is a program may take',
      inSeconds(MODULE_LIMIT_MS),
    )
    .addHelpText(
      'after',
      `
Overrides:
  key=value              sets a key in every part that has it
  key=v1,v2              an axis; also range(0,10), linspace(0,1,5), logspace(-3,-1,9)
  zip(key=v1,v2, key2=w1,w2)           axes that move together: two cells
  random(20, key=log-uniform(1e-4,1))  20 random points; also uniform, integer, choice
  when(a == 'x', key=v1,v2)            an axis of the cells in which a condition holds
  exclude(a == 4 && b > 0.1)           leaves out cells
  skip(key=larger-after-failure)       also smaller-after-failure, rest-after-success
  part.key=value         in one part only, such as b-htf.init.std=0.03
  seed=range(0,10)       seeds
  record.theory=true     the law of growth beside every norm
  record.every=1 record.perDecade=50   snapshots on a logarithmic schedule
docs/METRICS.md lists metrics and schedules.

Examples:
  ranksweep run
  ranksweep run dynamics stop.maxIterations=20000 --lanes 2
  ranksweep run dynamics --lanes gpu:0=1,cpu=2   lanes by device; ranksweep devices tells what there is
  ranksweep run tensor-rank --preset paper --seeds 0..4
  ranksweep run dynamics init.std=0.3,0.1,0.01 'exclude(model.depth == 4 && init.std > 0.1)' --dry-run
  ranksweep run ./tune.yaml --trials 200 --sampler cma-es   a search; docs/SEARCH.md
  ranksweep run dynamics b-mf.record.metrics=[train_loss,rank] b-mf.model.depth=2,3,4
  ranksweep run dynamics --launcher slurm --partition gpu --gpus-per-task 1 --time 4:00:00 --array 0-63%16
  ranksweep run dynamics --launcher slurm --dry-run   prints the batch script

Ctrl-C stops cleanly; the same command goes on where it stopped. So does a process that was killed,
from its last checkpoint: every 30 s, and when it is sent SIGUSR2. Several processes may run a
sweep together, in one database. docs/CLUSTER.md tells of Slurm.`,
    )
    .action(async (words: string[], options) =>
      done(await (await import('./commands/run.ts')).run(words, options)),
    );

  addDefinitionCommands(program, done);
  addDataCommands(program, done);

  program
    .command('dashboard')
    .description('watch sweeps and runs in the terminal, and act on them')
    .argument('[what]', `opens at it: a sweep ${SWEEP}, or runs such as run:13 (default: all sweeps)`)
    .addOption(databaseOption())
    .addHelpText('after', ADDRESS_HELP)
    .addHelpText(
      'after',
      `
It reads the database, so it works beside sweeps that go on in other terminals, and on those
that have ended. Of sweeps on Slurm it collects what tasks publish as long as it is open, and shows
tasks in place of lanes (key 5). Keys are shown at the bottom; ? shows all of them, and : goes to an address.

Examples:
  ranksweep dashboard sweep:4
  ranksweep dashboard --db results/paper.db`,
    )
    .action(async (what: string | undefined, options) =>
      (await import('./commands/dashboard.ts')).dashboard(what, options),
    );

  addResultCommands(program, done);

  program
    .command('rank')
    .description('the CP rank of a tensor: the least rank of a CP that fits it')
    .argument('<file>', 'a NumPy .npy file of float32 or float64')
    .option('--method <name>', 'how CPs are fitted: als (alternating least squares) or adam', 'als')
    .option('--tolerance <x>', 'relative error below which a CP fits (default: 0.001)')
    .option('--mse <x>', 'mean squared error below which a CP fits, instead; it depends on the scale')
    .option('--max-rank <r>', 'largest rank to try (default: what no tensor of the shape exceeds)')
    .option('--starts <n>', 'random starts of a fit', '5')
    .option('--seed <n>', 'of the random starts', '0')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Fits may miss what is there, so the rank is an upper bound unless singular values prove it.

Examples:
  ranksweep rank tensor.npy
  ranksweep rank tensor.npy --tolerance 1e-6 --starts 20
  ranksweep rank tensor.npy --method adam --mse 1e-6 --json`,
    )
    .action(async (file: string, options) => (await import('./commands/rank.ts')).rank(file, options));

  program
    .command('bench')
    .description(
      'speed on this machine: of an iteration, of recording, of the scheduler, of cohorts on a GPU; beside PyTorch and JAX',
    )
    .argument(
      '[names...]',
      'what to measure: workloads, `scheduling` (default: all of these), `programs`, `search`, `growth` or `merge`, which take minutes, or ' +
        '`convnet` and which ' +
        'trainings of networks',
    )
    .option('--peers', 'measure the same workloads in PyTorch and JAX, in turn, on one thread each')
    .option('--python <list>', 'interpreters that have the peers (default: python3,/usr/bin/python3)')
    .option('--engine <name>', 'wasm, wasm-fma or wasm-plain; with --device any (default: the best)')
    .option('--device <name>', 'measure cohorts on cpu, gpu, or a device by its id or name')
    .option('--cohorts <list>', 'measure cohorts of so many runs (default: 1,4,16,64,256,1024)')
    .option('--plot <dir>', 'folder for a figure of the cohorts')
    .option('--minutes <m>', 'end measuring cohorts after so long, and tell what is missing')
    .option('--lanes <n>', 'lanes of the scheduler (default: one a core)')
    .option('--seconds <s>', 'how long each workload is measured on each side', '4')
    .option('--runs <list>', 'sizes of the databases for `growth`', '1000,10000')
    .option('--steps <n>', 'of `convnet`: what memory is held over so many training steps, in place of time')
    .option('--points <list>', 'the same, with ever more points of 1000 runs', '1000000,5000000')
    .option('--json', 'print the results as JSON')
    .addHelpText(
      'after',
      `
Workloads:
  mf    matrix factorization 64x64, L=3         htf4  hierarchical, order 4, d=8, widths 512,512
  cp3   CP, order 3, d=16, R=256                htf3  hierarchical, order 3, d=16, widths 512,512
  cp4   CP, order 4, d=10, R=1000
  mnist-epoch  CP of 784 modes, d=2, R=15, on the 60,000 images of MNIST in shuffled batches of 5000

Trainings of networks: digits, digits-penalty, resnet18, resnet18-penalty; on every backend of TensorFlow.js that the machine has, and
beside PyTorch on as many threads.

A device advances cohorts of runs of one shape together. With --device or --cohorts, iterations times runs a second are measured
against the number of runs, of mf, htf4 and cp4 if no others are named, and their share of the device's float32 peak. With --peers,
PyTorch and JAX advance the same cohorts on the same device.

With --peers, what takes seconds there is measured in fewer rounds; how long it takes is told beforehand.

Examples:
  ranksweep bench
  ranksweep bench mf htf4 --peers
  ranksweep bench mnist-epoch --peers --python torch/bin/python,jax/bin/python
  ranksweep bench --device gpu --peers --plot figures
  ranksweep bench mf --device gpu:1 --cohorts 64,256 --json > mf.json
  ranksweep bench mf --engine wasm --cohorts 1,2
  ranksweep bench scheduling --lanes 2
  ranksweep bench programs --lanes 2 --python optuna/bin/python
  ranksweep bench search --python optuna/bin/python
  ranksweep bench growth --runs 1000,10000,100000
  ranksweep bench merge
  ranksweep bench convnet --peers
  ranksweep bench convnet digits-penalty --steps 1000          # memory
  ranksweep bench convnet resnet18 --engine tfjs-native --peers --python torch/bin/python
  ranksweep bench --json > bench.json`,
    )
    .action(async (names: string[], options) => (await import('./commands/bench.ts')).bench(names, options));

  program
    .command('devices')
    .description('CPUs and GPUs, and the engines that can use them here')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
--device and --lanes of run take ids and names from here, and cpu or gpu.

Examples:
  ranksweep devices
  ranksweep run --device gpu:0
  ranksweep run --lanes gpu:0=1,cpu=2`,
    )
    .action(async (options) => (await import('./commands/devices.ts')).devices(options));

  addInstallCuda(program, done);
  addSweepCommands(program, done);
  addDatabaseCommands(program, done);
  addCompletion(program);
  for (const command of program.commands) command.helpGroup(groupOf(command.name()));
  return program;
}
