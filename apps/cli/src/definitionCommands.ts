/** Commands that help with definition files: what there is of them on the command line. */
import type { Command } from 'commander';
import { databaseOption } from './databaseOption.ts';
import type { ExitStatus } from './exitStatus.ts';

/** @param done called with a command's exit status, where it may be another than 0 */
export function addDefinitionCommands(program: Command, done: (status: ExitStatus) => void): void {
  addNew(program);
  addSchema(program, done);
}

function addNew(program: Command): void {
  program
    .command('new')
    .description('write a definition file to begin with: YAML or TypeScript, with a comment on every key')
    .argument('<file>', 'its name ends in .yaml or .ts')
    .option(
      '--from <what>',
      'a definition by name or file, or a sweep of the database (default: a small example)',
    )
    .option('--target <file>', 'a NumPy .npy file: the example, with your own tensor as its target')
    .option('--search', 'a small search in place of a grid')
    .option('--program', 'runs that are a program of your own, with a first script beside the definition')
    .option('--language <name>', 'of the script: python, node or shell (default: python where it is there)')
    .addOption(databaseOption())
    .addHelpText(
      'after',
      `
The file runs as it is. A file that is there is not replaced.

Examples:
  ranksweep new my-sweep.yaml
  ranksweep new my-sweep.ts --from dynamics
  ranksweep new again.yaml --from sweep:4
  ranksweep new my-sweep.yaml --target tensor.npy
  ranksweep new my-search.yaml --search
  ranksweep new my-program.yaml --program
  ranksweep new my-program.yaml --program --language node`,
    )
    .action(async (file: string, options) => (await import('./commands/new.ts')).newSweep(file, options));
}

function addSchema(program: Command, done: (status: ExitStatus) => void): void {
  program
    .command('schema')
    .description('the JSON Schema of definition files, by which editors complete and check their keys')
    .option('--out <path>', 'the file to write; - is standard output (default: -)')
    .option('--force', 'replace the file where there is one')
    .addHelpText(
      'after',
      `
With the YAML extension of VS Code, the first line of a definition names the schema:
  # yaml-language-server: $schema=ranksweep.schema.json

Example:
  ranksweep schema --out ranksweep.schema.json`,
    )
    .action(async (options) => done(await (await import('./commands/schema.ts')).schema(options)));
}
