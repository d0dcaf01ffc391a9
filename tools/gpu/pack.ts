/**
 * `npm run pack-gpu -- FOLDER`: all that `measure.sh` needs on a machine with a GPU, without Node and without network, for 64-bit
 * Linux on x86. Another machine needs xz or Python to unpack it; peers need a Python there that has PyTorch or JAX.
 */
import {
  copyFileSync,
  createReadStream,
  createWriteStream,
  mkdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { WORKSPACE } from '../pack/workspace.ts';
import { libraryFiles, projectFiles } from './packedFiles.ts';

/** What some ways of carrying a folder to such a machine allow for one file. */
const MOST_BYTES = 64 * 2 ** 20;

const [target, ...others] = process.argv.slice(2);
if (target === undefined || others.length > 0) {
  console.error('pack-gpu: expected one folder to write to');
  process.exit(2);
}
if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.error(`pack-gpu: expected 64-bit Linux on x86, found ${process.platform} ${process.arch}`);
  process.exit(2);
}
const folder = resolve(target);
mkdirSync(folder, { recursive: true });

await compress(process.execPath, 'node.xz');
await archive(WORKSPACE, await projectFiles(), 'project.tar.xz');
const libraries = await libraryFiles();
await archive('/', libraries.files, 'libraries.tar.xz', ['--dereference', '--transform=s,.*/,libraries/,']);
copyFileSync(join(import.meta.dirname, 'measure.sh'), join(folder, 'measure.sh'));
const { stdout: commit } = await execa('git', ['rev-parse', 'HEAD'], { cwd: WORKSPACE, reject: false });
writeFileSync(join(folder, 'pack.json'), `${JSON.stringify({ commit, node: process.version })}\n`);

if (libraries.missing.length > 0)
  console.error(`Not on this machine, left out: ${libraries.missing.join(', ')}`);
let total = 0;
for (const name of ['node.xz', 'project.tar.xz', 'libraries.tar.xz']) {
  const { size } = statSync(join(folder, name));
  total += size;
  console.log(`${name}: ${mebibytes(size)}`);
  if (size > MOST_BYTES) {
    console.error(`pack-gpu: expected at most ${mebibytes(MOST_BYTES)} a file, found ${name}`);
    process.exitCode = 1;
  }
}
console.log(`${mebibytes(total)} in ${relative(process.cwd(), folder)}; there: bash measure.sh`);

/** Symbols for debuggers are half of what Node takes. */
async function compress(file: string, name: string): Promise<void> {
  const stripped = join(folder, 'node');
  const { failed } = await execa('strip', ['--strip-all', '-o', stripped, file], { reject: false });
  if (failed) copyFileSync(file, stripped);
  await pipeline(createReadStream(stripped), xz(), createWriteStream(join(folder, name)));
  await execa('rm', [stripped]);
}

async function archive(
  from: string,
  files: readonly string[],
  name: string,
  options: readonly string[] = [],
): Promise<void> {
  const tar = execa('tar', ['--create', '--directory', from, ...options, '--null', '--files-from=-'], {
    input: files.join('\0'),
    buffer: false,
    encoding: 'buffer',
  });
  await Promise.all([pipeline(tar.stdout, xz(), createWriteStream(join(folder, name))), tar]);
}

function xz() {
  return execa('xz', ['--compress', '--stdout', '--threads=2'], {
    buffer: false,
    encoding: 'buffer',
  }).duplex();
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
