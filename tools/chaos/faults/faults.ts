/** All faults that there are. */
import { flippedPages, flippedStates } from './bitFlips.ts';
import { clockJumps } from './clock.ts';
import { commitKill } from './commitKill.ts';
import { copiedOver, restoredBesideLog } from './copiedOver.ts';
import { delayedKill } from './delayedKill.ts';
import { deleted } from './deleted.ts';
import { definitionModule } from './definitionModule.ts';
import { diskFull, diskFullForAMoment } from './diskFull.ts';
import { epochKill } from './epochKill.ts';
import type { Fault } from './fault.ts';
import { foreignLock } from './foreignLock.ts';
import { gpuLaneKill } from './gpuLaneKill.ts';
import { laneHang, laneHangBefore } from './laneHang.ts';
import { laneKill } from './laneKill.ts';
import { laneMemory } from './laneMemory.ts';
import { logRemoved, logReplaced, logTruncated } from './logFaults.ts';
import { parentKilled } from './parentKilled.ts';
import { programKill } from './programKill.ts';
import { readerGone } from './readerGone.ts';
import { damaged, readOnly } from './refusals.ts';
import { sigint, sigintTwice, sigterm } from './signals.ts';
import { slowDisk } from './slowDisk.ts';
import { stopped } from './stopped.ts';
import { terminalClosed } from './terminalClosed.ts';
import { twoProcesses } from './twoProcesses.ts';

/** What `npm run chaos` does, as often as it stands here. */
export const kills: readonly Fault[] = [delayedKill, delayedKill, commitKill, commitKill, laneKill];

/** What it does to sweeps in batches. */
export const killsInEpochs: readonly Fault[] = [
  epochKill,
  epochKill,
  epochKill,
  commitKill,
  laneKill,
  sigint,
];

/** What it does to sweeps on a GPU. */
export const killsOfGpuLanes: readonly Fault[] = [gpuLaneKill, gpuLaneKill, gpuLaneKill, delayedKill, sigint];

/** What it does to programs. */
export const killsOfPrograms: readonly Fault[] = [
  programKill,
  programKill,
  programKill,
  delayedKill,
  laneKill,
  sigint,
];

/** What `npm run soak` does, in the same way. */
export const mixed: readonly Fault[] = [
  ...kills,
  diskFull,
  diskFullForAMoment,
  slowDisk,
  foreignLock,
  sigterm,
  twoProcesses,
  laneHang,
  laneMemory,
];

/** In the order of the table. */
export const faults: readonly Fault[] = [
  delayedKill,
  commitKill,
  sigterm,
  sigint,
  sigintTwice,
  terminalClosed,
  parentKilled,
  readerGone,
  stopped,
  twoProcesses,
  laneKill,
  laneHang,
  laneHangBefore,
  laneMemory,
  diskFull,
  diskFullForAMoment,
  slowDisk,
  foreignLock,
  readOnly,
  damaged,
  flippedStates,
  flippedPages,
  deleted,
  definitionModule,
  logTruncated,
  logReplaced,
  logRemoved,
  copiedOver,
  restoredBesideLog,
  clockJumps,
];
