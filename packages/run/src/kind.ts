/**
 * The contract of kinds of run. What a run computes is its kind's affair: everything else knows runs through this object alone.
 * A kind is a folder that exports one.
 */
import type { InputProblem, MetricDescription, RunConfig } from '@ranksweep/core';
import type { z } from 'zod';
import type { LaneKind, LaneOptions } from './laneKind.ts';

/** A configuration is of a kind when it has one of these values at this path: `matrix` at `model.kind`. */
export interface KindClaim {
  readonly path: string;
  /** Undefined: any. */
  readonly values?: readonly string[];
}

/** Names of all metrics that a run records. */
export interface RecordedNames {
  /** Measured at snapshots, in the order of their values. */
  readonly atSnapshots: readonly string[];
  /** Measured once, where the run ends. Empty for most runs. */
  readonly atEnd: readonly string[];
  /** Concluded from the whole trajectory. */
  readonly derived: readonly string[];
}

/** The files that configurations name. Beside a path stands the key `sha256` of its file, which says what was in it. */
export interface NamedFiles<Config> {
  /** `task.target.file`; relative to the definition file that names it, or to the current folder. */
  readonly paths: readonly string[];
  /** For the runs of one sweep, so that a file is read once. */
  reader(folder: string): FileReader<Config>;
}

export interface FileReader<Config> {
  /**
   * The configuration with its files read and checked, their paths absolute, and their SHA-256 filled in.
   * @throws InputError for a file that cannot be read, that will not do, or that is not what its SHA-256 says
   */
  pinned(config: Config): Promise<Config>;
  /** By absolute path, of all files that were read. */
  readonly sha256: ReadonlyMap<string, string>;
}

/** Sets one key as a user means it, where that changes other keys too; undefined: it changes this key alone. */
export type Shortcut = <T extends object>(config: T, value: unknown) => T | undefined;

export interface RunKind<Config extends RunConfig = RunConfig> {
  readonly name: string;
  readonly claims: KindClaim;
  /** Of the whole configuration, with `seed`, `stop` and `record`. */
  readonly schema: z.ZodObject & z.ZodType<Config>;
  /** With every default written out, those that depend on other values included. */
  canonical(config: Config): Config;
  /** What of a canonical configuration fixes the numbers; `stop` and `record` are left out of it whatever it says. */
  hashed(config: Config): object;
  /**
   * Versions of what the configuration means, the latest first: those before it are of runs that were stored when it meant
   * something else. Most have version 1 alone.
   */
  versions(config: Config): readonly [number, ...number[]];
  /** Why a run of an earlier version is none of its configuration, as the end of a sentence. */
  readonly earlierMeaning?: string;
  /** What keys demand of each other, where each is right by itself. */
  problems(config: Config): InputProblem[];
  /** Numbers that cannot be held. */
  unrepresentable(config: Config, precision: 'float32' | 'float64'): InputProblem[];
  /** @throws InputError for a metric that the run does not have */
  metrics(config: Config): RecordedNames;
  /** Metrics that runs like this one could derive if they were asked for all. */
  derivable(config: Config): readonly string[];
  /** Undefined for a metric of no run of this kind. */
  describeMetric(name: string): MetricDescription | undefined;
  /** Whether a metric of this name is concluded from trajectories, never measured. */
  isDerived(name: string): boolean;
  /** Floating-point operations of an iteration, or what stands for them: long runs start first. */
  cost(config: Config): number;
  /** Whether `cost` is known within some milliseconds, so that a display may ask for it. */
  isCostQuick(config: Config): boolean;
  /** Equal for runs that may be able to go on together, and quick to tell: the lane has the last word. Default: all may be. */
  likeness?(config: Config): string;
  /** By path; they may be set where the configuration does not have the path yet. */
  readonly shortcuts?: Readonly<Record<string, Shortcut>>;
  readonly files?: NamedFiles<Config>;
  /**
   * In a lane. What computes is loaded here and no earlier: most commands only read.
   * @throws InputError when the engine or the device cannot be had
   */
  prepare(options: LaneOptions): Promise<LaneKind<Config>>;
}
