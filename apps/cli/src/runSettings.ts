/** How runs are computed, as the command line has it: the options that all commands share that compute. */
import { engineNames, type EngineName } from '@ranksweep/engine';
import type { SweepOptions } from '@ranksweep/sweep';
import { laneCount, oneOf, positiveNumber } from './optionValues.ts';

export interface RunSettingOptions {
  readonly lanes?: string;
  readonly device: string;
  readonly engine?: string;
  readonly keepState: string;
  readonly checkpointEvery: string;
  readonly hangAfter: string;
}

export type RunSettings = Required<
  Pick<SweepOptions, 'engine' | 'lanes' | 'keepState' | 'checkpointEveryMs' | 'hangAfterMs'>
>;

/**
 * @param usualEngine where none is named
 * @throws InputError for a value that is none
 */
export function runSettings(
  options: RunSettingOptions,
  usualEngine: () => EngineName = () => 'wasm',
): RunSettings {
  oneOf('--device', options.device, ['auto', 'cpu']);
  return {
    engine: options.engine === undefined ? usualEngine() : oneOf('--engine', options.engine, engineNames),
    lanes: laneCount(options.lanes),
    keepState: oneOf('--keep-state', options.keepState, ['all', 'none']) === 'all',
    checkpointEveryMs: 1000 * positiveNumber('--checkpoint-every', options.checkpointEvery),
    hangAfterMs: 1000 * positiveNumber('--hang-after', options.hangAfter),
  };
}
