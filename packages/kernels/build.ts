// Compiles assembly/ to dist/kernels-fma.wasm and dist/kernels-plain.wasm. With --verify it compiles to a temporary
// folder instead and fails when a committed file differs from what its source gives.
import { mkdtempSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main as compile } from 'assemblyscript/asc';

const options = ['-O3', '--noAssert', '--converge', '--runtime', 'stub', '--initialMemory', '1'];
// Functions that pass vectors to each other are not called from outside.
options.push('--disableWarning', '112');
const builds = {
  'kernels-fma.wasm': ['--enable', 'relaxed-simd'],
  'kernels-plain.wasm': ['--enable', 'simd'],
};
const here = import.meta.dirname;
const verify = process.argv.includes('--verify');

async function build(): Promise<void> {
  const dist = join(here, 'dist');
  const target = verify ? mkdtempSync(join(tmpdir(), 'ranksweep-kernels-')) : dist;
  mkdirSync(target, { recursive: true });
  for (const [file, features] of Object.entries(builds)) {
    const outFile = join(target, file);
    const argv = [join(here, 'assembly/index.ts'), '-o', outFile, ...options, ...features];
    const { error } = await compile(argv, { stderr: process.stderr });
    if (error) throw new Error(`assembly/ does not compile to ${file}: ${error.message}`);
    if (verify && !readFileSync(outFile).equals(readFileSync(join(dist, file))))
      throw new Error(
        `expected packages/kernels/dist/${file} to equal a rebuild, found a difference: npm run build`,
      );
  }
  if (verify) rmSync(target, { recursive: true });
}

await build();
