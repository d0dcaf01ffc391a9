/**
 * The contract of kinds of run. Only its kind knows what a run computes; all other code uses runs through this object. Each kind
 * is a folder that exports one such object.
 */
import type {
  InputProblem,
  MetricDescription,
  RunConfig,
  Series,
  StopReason,
  TrajectoryChunk,
} from '@ranksweep/core';
import type { z } from 'zod';
import type { Conclusions, KindEngine, LaneKind, LaneOptions } from './laneKind.ts';

/** A configuration belongs to a kind if it has one of these values at this path, for example `matrix` at `model.kind`. */
export interface KindClaim {
  readonly path: string;
  /** The accepted values; undefined accepts any value. */
  readonly values?: readonly string[];
}

/** Names of all metrics that a run records. */
export interface RecordedNames {
  /** Metrics measured at every snapshot, in the order of the snapshot's values. */
  readonly atSnapshots: readonly string[];
  /** Metrics measured once, when the run ends. Most runs have none. */
  readonly atEnd: readonly string[];
  /** Metrics computed from the whole trajectory after the run ends. */
  readonly derived: readonly string[];
}

/** The files that configurations name. Next to each path, the key `sha256` identifies the file's contents. */
export interface NamedFiles<Config> {
  /**
   * Path of the key that names a file, such as `task.target.file`. The file is relative to the definition file that names it, or
   * to the current folder.
   */
  readonly paths: readonly string[];
  /** Paths of keys that name data in another way, such as `task.data.set`. Default: none. */
  readonly names?: readonly string[];
  /** Creates a resolver for the runs of one sweep, which reads each file only once. */
  reader(folder: string): FileReader<Config>;
}

export interface FileReader<Config> {
  /**
   * Returns the configuration after reading and checking its files, if it names any, with absolute paths and their SHA-256 filled
   * in, and with all that only the files tell.
   * @throws InputError if a file cannot be read, is unsuitable, or does not match its SHA-256
   */
  pinned(config: Config): Promise<Config>;
  /** Everything that was read, by absolute path or by name. */
  readonly sha256: ReadonlyMap<string, string>;
}

/** Sets a key that also changes other keys, following the user's intent. Returns undefined if the key can be set by itself. */
export type Shortcut = <T extends object>(config: T, value: unknown) => T | undefined;

/** The paths of two keys of which a configuration sets at most one. */
export type KeyPair = readonly [path: string, other: string];

/** What a run needs of the machine. */
export interface RunNeeds {
  readonly cpus: number;
  /** GPUs that it has to itself. Undefined if it takes its lane as it is. */
  readonly gpus: number | undefined;
  /** Undefined if nobody knows. */
  readonly memoryBytes: number | undefined;
}

export interface RunKind<Config extends RunConfig = RunConfig> {
  readonly name: string;
  readonly claims: KindClaim;
  /** Schema of the whole configuration, including `seed`, `stop` and `record`. */
  readonly schema: z.ZodObject & z.ZodType<Config>;
  /** Writes out every default, including defaults that depend on other values. */
  canonical(config: Config): Config;
  /** The part of a canonical configuration that fixes the numbers. It never includes `stop` and `record`. */
  hashed(config: Config): object;
  /**
   * Versions of what the configuration means, newest first. Earlier versions belong to stored runs whose configuration meant
   * something else at the time. Most configurations have only version 1.
   */
  versions(config: Config): readonly [number, ...number[]];
  /** Explains, as the end of a sentence, why a run of an earlier version does not match its configuration. */
  readonly earlierMeaning?: string;
  /** Checks how the keys fit together, given that each one is valid by itself. */
  problems(config: Config): InputProblem[];
  /** Checks for numbers that the arithmetic cannot hold. */
  unrepresentable(config: Config, precision: 'float32' | 'float64'): InputProblem[];
  /** @throws InputError for a metric that the run does not have */
  metrics(config: Config): RecordedNames;
  /** Whether runs of this kind report metrics when they like, under names of their own. Default: no. */
  readonly hasOpenMetrics?: boolean;
  /** The metric that a run minimizes, if it is not `train_loss`; displays show it first. Default: `train_loss`. */
  lossName?(config: Config): string | undefined;
  /** What the run records, its defaults included, as `record.metrics` would list it. Left out: a run started anew forgets what it recorded. */
  requested?(config: Config): readonly string[];
  /** All metrics that could be derived for a run like this one. */
  derivable(config: Config): readonly string[];
  /** What a configuration asks for in vain, and why, in sentences. Default: nothing. */
  unheeded?(config: Config): readonly string[];
  /** The metric's description; undefined if no run of this kind has it. */
  describeMetric(name: string): MetricDescription | undefined;
  /** Whether a metric with this name is derived from the trajectory instead of being measured. */
  isDerived(name: string): boolean;
  /**
   * As its lanes' `conclude`, where nothing has to be loaded for it: a sweep that asks for fewer iterations than a run has made is
   * shown what follows from those. Left out: it is shown the events up to there, and nothing that is derived.
   */
  conclude?(
    config: Config,
    series: readonly Series[],
    atEnd: TrajectoryChunk | undefined,
    reason: StopReason,
  ): Conclusions;
  /** Floating-point operations per iteration, or a comparable estimate. Runs with a higher cost start first. */
  cost(config: Config): number;
  /** Whether `cost` takes at most a few milliseconds, so that a display may call it. */
  isCostQuick(config: Config): boolean;
  /** Iterations of one pass over the training samples; undefined if the run takes all of them in every iteration. */
  iterationsPerEpoch?(config: Config): number | undefined;
  /**
   * A key that is equal for runs that may be able to advance together. It is cheap to compute; the lane makes the final decision.
   * Default: all runs may.
   */
  likeness?(config: Config): string;
  /**
   * Pairs of keys that say the same in two ways, such as `stop.maxIterations` and `stop.maxEpochs`. An override of one takes the
   * place of the other. At most the first of a pair has a default, which counts as long as the second is not set.
   */
  readonly alternatives?: readonly KeyPair[];
  /** Shortcuts by path. Such a path may be set even if the configuration does not have it yet. */
  readonly shortcuts?: Readonly<Record<string, Shortcut>>;
  readonly files?: NamedFiles<Config>;
  /** What a run keeps busy besides its lane. Default: one core. */
  needs?(config: Config): RunNeeds;
  /**
   * What computes this kind's runs in a lane, for a kind that does not use the lane's engine. It is asked before a sweep begins, and
   * must load no driver. All usable devices of an engine have the same answer. Default: the lane's engine.
   * @returns or why such a lane cannot compute them, in words that stand after the kind's name
   */
  engineOn?(place: LaneOptions): KindEngine | { readonly refusal: string };
  /**
   * Called in a lane. It loads the code that computes, which most commands never need.
   * @throws InputError if the engine is not available
   */
  prepare(options: LaneOptions): Promise<LaneKind<Config>>;
}
