/** How runs are computed, as the command line has it: the options that all commands share that compute. */
import { createEngine, engineNames, type Device, type EngineName } from '@ranksweep/engine';
import { engineFor, laneDevices, requireLauncher, requireSource, type SweepOptions } from '@ranksweep/sweep';
import { usualLanes } from './limits/lanes.ts';
import { lanesAsked, oneOf, positiveNumber } from './optionValues.ts';

export interface RunSettingOptions {
  readonly lanes?: string;
  readonly device: string;
  readonly launcher: string;
  readonly source: string;
  readonly engine?: string;
  readonly keepState: string;
  readonly checkpointEvery: string;
  readonly hangAfter: string;
}

export type RunSettings = Required<
  Pick<SweepOptions, 'engine' | 'launcher' | 'source' | 'keepState' | 'checkpointEveryMs' | 'hangAfterMs'>
> & {
  /** The device of every lane. */
  readonly lanes: readonly Device[];
};

/**
 * @param usualEngine where none is named. Default: the first that can use the devices asked for
 * @throws InputError for a value that is none, and for a device that is not there
 */
export async function runSettings(
  options: RunSettingOptions,
  usualEngine?: () => EngineName,
): Promise<RunSettings> {
  const lanes = { device: options.device, lanes: lanesAsked(options.lanes), usualOnCpu: usualLanes() };
  requireLauncher(options.launcher);
  requireSource(options.source);
  const settings = {
    launcher: options.launcher,
    source: options.source,
    keepState: oneOf('--keep-state', options.keepState, ['all', 'none']) === 'all',
    checkpointEveryMs: 1000 * positiveNumber('--checkpoint-every', options.checkpointEvery),
    hangAfterMs: 1000 * positiveNumber('--hang-after', options.hangAfter),
  };
  const engine =
    options.engine === undefined
      ? (usualEngine?.() ?? (await engineFor(lanes)))
      : oneOf('--engine', options.engine, engineNames());
  return { ...settings, engine, lanes: await laneDevices(createEngine(engine), lanes) };
}
