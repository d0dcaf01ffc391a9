/** How runs are computed, as the command line has it: the options that all commands share that compute. */
import { engineNames, type EngineName } from '@ranksweep/engine';
import '@ranksweep/search'; // Sweeps may have searches.
import {
  lanesForRuns,
  requireLauncher,
  requireSource,
  type ExpandedSweep,
  type LanePlace,
  type SweepOptions,
} from '@ranksweep/sweep';
import { usualLanes } from './limits/lanes.ts';
import { lanesAsked, listOf, positiveNumber } from './optionValues.ts';
import { oneOf } from './usageError.ts';

export interface RunSettingOptions {
  readonly lanes?: string;
  readonly device: string;
  readonly launcher: string;
  readonly source?: string;
  readonly engine?: string;
  readonly keepState: string;
  readonly checkpointEvery: string;
  readonly hangAfter: string;
}

export type RunSettings = Required<
  Pick<SweepOptions, 'launcher' | 'reuse' | 'keepState' | 'checkpointEveryMs' | 'hangAfterMs'>
> & {
  readonly source: string | undefined;
  readonly lanes: readonly LanePlace[];
};

/**
 * @param sweep what is to be computed
 * @param usualEngines where none is named. Default: those that suit the devices asked for
 * @throws InputError for a value that is none, and for a device that is not there
 */
export async function runSettings(
  options: RunSettingOptions,
  { runs, examples }: Pick<ExpandedSweep, 'runs' | 'examples'>,
  usualEngines: () => readonly EngineName[] | undefined = () => undefined,
): Promise<RunSettings> {
  const { engine } = options;
  const lanes = lanesAsked(options.lanes);
  requireLauncher(options.launcher);
  if (options.source !== undefined) requireSource(options.source);
  const settings = {
    launcher: options.launcher,
    source: options.source,
    keepState: oneOf('--keep-state', options.keepState, ['all', 'none']) === 'all',
    checkpointEveryMs: 1000 * positiveNumber('--checkpoint-every', options.checkpointEvery),
    hangAfterMs: 1000 * positiveNumber('--hang-after', options.hangAfter),
    reuse: engine === undefined ? 'all' : 'of lanes',
  } as const;
  const engines = engine === undefined ? usualEngines() : listOf('--engine', engine, engineNames());
  const { device } = options;
  return {
    ...settings,
    lanes: await lanesForRuns({ engines, device, lanes, usualOnCpu: usualLanes() }, [...runs, ...examples]),
  };
}
