/** The options of `RunSettingOptions`. */
import { CHECKPOINT_EVERY_MS, HANG_AFTER_MS, THREADS } from '@ranksweep/sweep/defaults';
import { Option, type Command } from 'commander';

/** @param usualEngine what is said of the engine where none is named */
export const withRunSettings = (command: Command, usualEngine = 'wasm on the CPU, webgpu on GPUs'): Command =>
  command
    .option(
      '--lanes <n>',
      'a number, or lanes by device such as gpu:0=1,cpu=2 (default: one a GPU; on the CPU one a core, fewer where memory is short)',
    )
    .option(
      '--device <name>',
      'auto (real GPUs and the CPU beside them), cpu, gpu, or a device that ranksweep devices lists',
      'auto',
    )
    .option(
      '--launcher <name>',
      'where lanes on the CPU live: threads of this process, or process, one of its own for each lane; run, fill, retry and extend also have slurm',
      THREADS,
    )
    .addOption(new Option('--source <name>', 'where runs come from').hideHelp())
    .option('--engine <names>', `engines to choose from, the preferred first (default: ${usualEngine})`)
    .option('--keep-state <which>', 'final parameters of finished runs: all or none', 'all')
    .option(
      '--checkpoint-every <seconds>',
      'how often a run is saved while it goes on',
      inSeconds(CHECKPOINT_EVERY_MS),
    )
    .option(
      '--hang-after <seconds>',
      'end a lane that shows no sign of life for so long',
      inSeconds(HANG_AFTER_MS),
    );

/** A default in milliseconds, as an option has it. */
export const inSeconds = (ms: number): string => String(ms / 1000);
