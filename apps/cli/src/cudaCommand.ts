/** `install-cuda` on the command line. */
import type { Command } from 'commander';
import type { ExitStatus } from './exitStatus.ts';

/** @param done called with the command's exit status */
export function addInstallCuda(program: Command, done: (status: ExitStatus) => void): void {
  program
    .command('install-cuda')
    .description("TensorFlow's native library for the tfjs engines, on NVIDIA's GPUs or on the processor")
    .option('--from <folder>', "a folder of Python's packages that has TensorFlow (default: those at hand)")
    .option('--cpu', 'for the processor alone, which is a tenth to download')
    .option('--download', 'download TensorFlow even where a Python environment has it')
    .option('--yes', 'download without asking')
    .option('--check', 'install nothing: say whether what is installed works, and what is missing')
    .option('--remove', 'remove what was installed; a TensorFlow of pip stays')
    .addHelpText(
      'after',
      `
Everything else works without it. TensorFlow is used where pip has put it (pip install
"tensorflow[and-cuda]"), or else downloaded from the index that pip is configured for, with fixed
versions and checksums: 2.9 GB, or 274 MB with --cpu. A download that was stopped goes on. Then the
addon of @tensorflow/tfjs-node-gpu is compiled for it with g++, and tried in a process of its own.

It goes into ranksweep/tfjs-cuda in your cache (~/.cache), unless RANKSWEEP_CUDA names another
folder. docs/GPU.md says more.

Examples:
  ranksweep install-cuda
  ranksweep install-cuda --from ~/tf/lib/python3.12/site-packages
  ranksweep install-cuda --cpu --yes
  ranksweep install-cuda --check`,
    )
    .action(async (options) => done(await (await import('./commands/installCuda.ts')).installCuda(options)));
}
