/** Commands that look at results, draw them and hand them on: what there is of them on the command line. */
import { Option, type Command } from 'commander';
import { ADDRESS_HELP, SWEEP } from './addressHelp.ts';
import { databaseOption } from './databaseOption.ts';
import type { ExitStatus } from './exitStatus.ts';
import { jsonOption } from './json/printJson.ts';
import { collected, withPanelOptions } from './plot/panelOptions.ts';

type Done = (status: ExitStatus) => void;

/** @param done called with a command's exit status, where it may be another than 0 */
export function addResultCommands(program: Command, done: Done): void {
  addList(program);
  addShow(program, done);
  addPlot(program, done);
  addReport(program, done);
  addSql(program, done);
  addExport(program, done);
}

function addList(program: Command): void {
  program
    .command('list')
    .description('definitions, and the sweeps in the database')
    .argument('[sweeps...]', 'only these; a name or a tag stands for all of its sweeps')
    .addOption(jsonOption())
    .addOption(databaseOption())
    .addHelpText('after', ADDRESS_HELP)
    .addHelpText(
      'after',
      `
Examples:
  ranksweep list
  ranksweep list dynamics
  ranksweep list final --db results/paper.db
  ranksweep list --json | jq '.sweeps[] | select(.runs.failed > 0) | .address'`,
    )
    .action(async (sweeps: string[], options) => (await import('./commands/list.ts')).list(sweeps, options));
}

function addShow(program: Command, done: Done): void {
  program
    .command('show')
    .description('a definition, a sweep or a run')
    .argument('<what>', `a definition, a sweep ${SWEEP}, or runs such as run:3,5..9`)
    .addOption(databaseOption())
    .addOption(jsonOption().conflicts('plan'))
    .addOption(
      new Option('--definition', 'the definition of this name, also where there are sweeps of it').conflicts([
        'plan',
        'json',
        'limit',
      ]),
    )
    .option(
      '--plan',
      'how a run is evaluated: distinct tuples, operations, and what the cost model chose between',
    )
    .option(
      '--limit <n>',
      'runs of a sweep shown one by one; of more, a summary and the first (default: 200)',
    )
    .addHelpText('after', ADDRESS_HELP)
    .addHelpText(
      'after',
      `
Examples:
  ranksweep show dynamics                what came of its newest sweep; without one, the definition
  ranksweep show dynamics --definition
  ranksweep show dynamics@2
  ranksweep show run:3,5..9
  ranksweep show run:3 --plan
  ranksweep show dynamics --json | jq '.runs[] | [.seed, .finals.reconstruction_error]'`,
    )
    .action(async (what: string, options) =>
      done(await (await import('./commands/show.ts')).show(what, options)),
    );
}

function addPlot(program: Command, done: Done): void {
  withPanelOptions(program.command('plot'))
    .description('draw the figure of a sweep, or of several sweeps or runs in one')
    .argument('<what...>', `sweeps ${SWEEP}, or runs such as run:3,5..9`)
    .option(
      '--out <dir>',
      'folder for the files, which replace those of the same name (default: figures/ beside the database)',
    )
    .option('--format <list>', 'of the files', 'svg,png,pdf')
    .addOption(
      new Option(
        '--width <width>',
        'of the figure in print: column is 3.25 inches, page 6.75; text has the same size in both',
      )
        .choices(['column', 'page'])
        .default('page'),
    )
    .option('--no-caption', 'leave the caption out of the figure, and print it instead')
    .option('--spec', 'print the Vega-Lite specification of one figure as JSON, and write no file')
    .addOption(databaseOption())
    .addHelpText('after', ADDRESS_HELP)
    .addHelpText(
      'after',
      `
Panels that several sweeps have are laid over each other, and the legend tells what differs.
A sweep's files are called by its name and number, such as dynamics-4.svg, those of several
dynamics-4+7.svg. What the options draw has their words in its name.

Examples:
  ranksweep plot dynamics
  ranksweep plot dynamics dynamics@2 --out paper --format svg,pdf
  ranksweep plot run:3 run:17 --metric reconstruction_error --log y
  ranksweep plot tensor-rank --metric reconstruction_error --against init.std --log x
  ranksweep plot run:3 run:17 --metric train_loss --x epochs
  ranksweep plot phase-diagram --metric reconstruction_error --against task.observed \\
    --over init.std --spread deviation
  ranksweep plot phase-diagram --as importance --minimize reconstruction_error
  ranksweep plot phase-diagram --as pareto --minimize reconstruction_error --minimize iterations
  ranksweep plot dynamics --width column --no-caption --format pdf
  ranksweep plot dynamics --spec > dynamics.vl.json`,
    )
    .action(async (what: string[], options) =>
      done(await (await import('./commands/plot.ts')).plot(what, options)),
    );
}

function addReport(program: Command, done: Done): void {
  program
    .command('report')
    .description('write sweeps as one HTML page, to be handed on')
    .argument('<sweeps...>', SWEEP)
    .option('--out <path>', 'the file to write (default: in reports/ beside the database)')
    .option('--force', 'replace the file of --out where there is one; that in reports/ is replaced anyway')
    .addOption(databaseOption())
    .addHelpText(
      'after',
      `
The page has the figure of each sweep, with tooltips and switches for axes and
seeds, tables of its runs and events to sort and filter, what its runs say of
the theory, its configurations, and how to reproduce it. It is one file that
needs no network, and can be printed.
${ADDRESS_HELP}

Examples:
  ranksweep report dynamics
  ranksweep report dynamics growth-exponents --out report.html
  ranksweep report tag:section-5 --out section-5.html --force`,
    )
    .action(async (sweeps: string[], options) =>
      done(await (await import('./commands/report.ts')).report(sweeps, options)),
    );
}

function addSql(program: Command, done: Done): void {
  program
    .command('sql')
    .description('query the database, read-only')
    .argument('<query>')
    .addOption(databaseOption())
    .addOption(
      new Option('--format <format>', 'table: to be looked at; csv, json: values as they are stored')
        .choices(['table', 'csv', 'json'])
        .default('table'),
    )
    .option('--out <path>', 'the file to write; - is standard output (default: -)')
    .option('--force', 'replace the file where there is one')
    .addHelpText(
      'after',
      `
To begin with:
  run_table                                    one row a run: configuration and final metrics
  trajectory(run_id, metric, iteration, value)  final(run_id, metric, value)
  events(run_id, iteration, kind, subject, value)
  trials(sweep_id, part, number, state, objective, rung)   what searches have tried
Views:  ranked_runs cell_finals cell_trajectory skipped
Tables: sweeps runs sweep_runs cells params metrics points finals attempts tags skips checkpoints leases
        earlier_finals run_digests sweep_digests collected_segments

docs/SQL.md lists columns, says how values are written, and has queries to start
from.

Examples:
  ranksweep sql "select run_id, subject, iteration from events where kind = 'rise' order by 1, 3"
  ranksweep sql "select * from trajectory" --format csv --out points.csv`,
    )
    .action(async (text: string, options) =>
      done(await (await import('./commands/sql.ts')).sql(text, options)),
    );
}

function addExport(program: Command, done: Done): void {
  program
    .command('export')
    .description('a sweep or runs as a file for other programs')
    .argument('<what>', `a sweep ${SWEEP}, or runs such as run:3,5..9`)
    .addOption(
      new Option(
        '--format <format>',
        "csv or parquet: a table; npz: a run with problem and parameters; optuna: a sweep as studies in Optuna's SQLite storage",
      )
        .choices(['csv', 'parquet', 'npz', 'optuna'])
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--table <table>', 'what csv and parquet hold (default: points)').choices([
        'points',
        'finals',
        'events',
        'runs',
      ]),
    )
    .option(
      '--out <path>',
      'the file to write; - is standard output (default: in exports/ beside the database)',
    )
    .addOption(
      new Option(
        '--minimize <metric>',
        'of optuna: a value of the trials; may be given several times (default: what the sweep searches for)',
      ).argParser(collected),
    )
    .addOption(
      new Option('--maximize <metric>', 'of optuna: a metric of which more is better').argParser(collected),
    )
    .option('--force', 'replace the file where there is one')
    .addOption(databaseOption())
    .addHelpText('after', ADDRESS_HELP)
    .addHelpText(
      'after',
      `
Examples:
  ranksweep export dynamics --format parquet
  ranksweep export dynamics --format csv --table finals --out finals.csv
  ranksweep export dynamics --format csv --out - | gzip > dynamics.csv.gz
  ranksweep export run:3 --format npz
  ranksweep export phase-diagram --format optuna --minimize reconstruction_error

docs/EXPORT.md lists columns and arrays.`,
    )
    .action(async (what: string, options) =>
      done(await (await import('./commands/export.ts')).exportResults(what, options)),
    );
}
