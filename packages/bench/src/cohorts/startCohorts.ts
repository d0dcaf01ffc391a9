/** Starts our own side: a process that advances cohorts on one device. */
import { fileURLToPath } from 'node:url';
import type { Device, EngineName } from '@ranksweep/engine';
import { SideProcess } from '../side.ts';
import type { BenchWorkload } from '../workloads.ts';
import { MEMBERS } from './members.ts';

const PROCESS = fileURLToPath(new URL('./cohortProcess.ts', import.meta.url));

export interface OwnSide {
  readonly engine: EngineName;
  readonly device: Device;
  /** A process that takes longer for an answer is ended. */
  readonly mostMs: number;
  /** So is one from which an answer is awaited at that moment of `performance.now()`. Default: never. */
  readonly endsAt?: number;
}

/** @param members runs that differ; default: as many as peers have */
export const startCohorts = (
  { name }: Pick<BenchWorkload, 'name'>,
  { engine, device, mostMs, endsAt }: OwnSide,
  members = MEMBERS,
): Promise<SideProcess> =>
  SideProcess.start(process.execPath, [PROCESS, name, engine, JSON.stringify(device), `${members}`], {
    environment: device.environment,
    mostMs,
    endsAt,
  });
