/** What all faults have in common: how one is inflicted on a process, whether it hit, and how it is undone. */
import type { RandomStream } from '@ranksweep/core';
import type { Finding } from '../database/finding.ts';
import type { Program } from '../program.ts';

/** What a fault may know. */
export interface Scene {
  /** In a folder of its own. */
  readonly database: string;
  /** Whether that folder is a small disk of its own, which may be filled. */
  readonly hasOwnDisk: boolean;
  /** Empty, for this process alone. */
  readonly folder: string;
  readonly random: RandomStream;
  /** How long an undisturbed process takes. */
  readonly wallMs: number;
  /** How often it writes, syncs and the like. */
  readonly diskCalls: number;
  /** Path of the library that makes disks fail. */
  readonly faultyDisk: string;
}

/** How the program ends when all is well. */
export const ENDED_WELL = /^(\d+ (done|diverged)|Nothing to run).*$/m;

export interface Fault {
  /** What happens, as the table of faults has it. */
  readonly name: string;
  /** How it is inflicted. */
  readonly how: string;
  /** Of what the process says, and then the next one, the line that tells the user; default: how it ends. */
  readonly tells?: RegExp;
  /** It is of a database that is there already, with a part of the sweep. */
  readonly needsDatabase?: true;
  /** Why it cannot be tried on this machine. */
  readonly missing?: () => string | undefined;
  /** Prepares one process that will suffer it. */
  readonly arm: (scene: Scene) => ArmedFault;
}

/** In the order in which they are used; all but `hits` may be left out. */
export interface ArmedFault {
  readonly env?: Readonly<Record<string, string>>;
  /** Further words of the command. */
  readonly words?: readonly string[];
  /** In place of the usual start. */
  readonly start?: () => Program;
  /** Once the process has been started; resolves once nothing more will be inflicted. */
  readonly inflict?: (program: Program) => Promise<void>;
  /** Other processes that ran the same sweep meanwhile, and have ended. */
  readonly also?: () => readonly Program[];
  /** Once the process has ended: what was hit, a short text each; nothing when it ended before. */
  readonly hits: () => readonly string[];
  /** What should not be, besides what is checked after every fault. */
  readonly findings?: () => readonly Finding[];
  /**
   * Takes the fault away, before anything else looks at the database.
   * @returns whether what the process has done is undone by that, so that its word of the sweep counts no more
   */
  readonly mend?: () => 'undone' | void;
}
