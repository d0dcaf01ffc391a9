/** What all kinds of kill have in common. */
import type { RandomStream } from '@ranksweep/core';
import type { Program } from '../program.ts';

/** What a kill may know of the sweep. */
export interface KillScene {
  readonly database: string;
  /** Of this attempt alone. */
  readonly folder: string;
  readonly random: RandomStream;
  /** Of the twin's process. */
  readonly wallMs: number;
  /** Of the twin's process: writes, syncs and the like to its files. */
  readonly diskCalls: number;
  readonly faultyDisk: string;
}

export interface ArmedKill {
  readonly env: Readonly<Record<string, string>>;
  /** Called once the program has been started. */
  begin(program: Program): void;
  /** What was hit, once the program has ended; nothing when it ended before. */
  hits(): readonly string[];
}

export type KillKind = (scene: KillScene) => ArmedKill;
