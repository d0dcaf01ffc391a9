/** What a run is claimed for, and what whoever has it then gets. */
import type { RunConfig } from '@ranksweep/core';
import type { ProcessIdentity } from '@ranksweep/machine';
import type { Checkpoint, EndStatus } from '../types.ts';

/** Who claims a run, for how long, and to do what with it. */
export interface Claim {
  readonly lane: string;
  readonly device: string;
  readonly engine: string;
  /** Versions of the software that computes: ranksweep, Node, drivers. */
  readonly versions: Readonly<Record<string, string>>;
  readonly gitSha: string | null;
  /** How long the claim stays valid without `renewLease`, in case its process hangs. */
  readonly leaseMs: number;
  /**
   * If true, the run starts at iteration 0 and its earlier results are deleted. Otherwise it resumes from its checkpoint, and
   * what lies beyond that is deleted.
   */
  readonly restart: boolean;
  /** Statuses of ended runs, besides `pending`, from which the run may be claimed. Default: none. */
  readonly from?: readonly EndStatus[];
  /** The configuration that is asked for now, if its `stop` or `record` differ from the stored one. */
  readonly config?: RunConfig;
  /**
   * The arithmetic of the lane, and the sweep that it works for. A run of another arithmetic takes this one, if it may: see
   * `changeArithmetic`. Otherwise it cannot be claimed. Default: the run's own.
   */
  readonly as?: { readonly arithmetic: string; readonly sweepId: number } | undefined;
  /** The process that holds the lease. Default: this one. */
  readonly holder?: ProcessIdentity;
}

/** What whoever has claimed a run goes on from. */
export interface Claimed {
  readonly attempt: number;
  /** The checkpoint to resume from; undefined if the run starts. */
  readonly checkpoint?: Checkpoint | undefined;
  /** What is damaged in the run, and what that costs it; undefined if nothing is. */
  readonly setback?: string | undefined;
  /** Whether the run still has points that it does not resume from. `deleteLeftover` deletes them. */
  readonly hasLeftover?: true | undefined;
}
