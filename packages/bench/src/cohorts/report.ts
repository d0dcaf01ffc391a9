/** All that was measured of cohorts on a device. */
import type { Device, EngineName } from '@ranksweep/engine';
import type { PeersFound } from '../peers.ts';
import type { CohortResult } from './measureCohorts.ts';
import type { DevicePeak } from './measurePeak.ts';

export interface CohortReport {
  readonly device: Device;
  readonly engine: EngineName;
  readonly arithmetic: string;
  /** Undefined where the processor plays the GPU, and where the engine cannot compute what the peak is measured by. */
  readonly peak?: DevicePeak;
  readonly cohorts: readonly CohortResult[];
  readonly peers?: PeersFound;
}
