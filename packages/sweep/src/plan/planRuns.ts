/** Decides what is left to do for a requested run: nothing, to resume it, or to start (again) from iteration 0. */
import type { RecordConfig, RunConfig } from '@ranksweep/core';
import { allNames, metricsOf, recordsWhatever, requestedMetrics } from '@ranksweep/kinds';
import type { RegisteredRun } from '@ranksweep/store';
import { covers } from '@ranksweep/run';

export type RunAction =
  /** The store already has everything that is asked for. */
  | 'reuse'
  /** The run resumes from its checkpoint, or starts if it has none. */
  | 'continue'
  /** The run starts at iteration 0, and its earlier data are deleted. It will produce the same bits, and more of them. */
  | 'restart';

/** How far a run has got, as the store has it. */
export type RunProgress = Pick<RegisteredRun, 'status' | 'iterations' | 'stopReason' | 'config'>;

const hasEnded = ({ status }: RunProgress): boolean => status === 'done' || status === 'diverged';

/** @param config the configuration that is asked for now; the run's own may differ in `stop` and `record` */
export function actionFor(run: RunProgress, config: RunConfig): RunAction {
  // If the configuration is damaged, nobody knows what was recorded. Starting again gives the same bits.
  if (run.config === undefined || !hasRecorded(run.config, config)) return 'restart';
  if (!hasEnded(run)) {
    // The run has gone further than is asked for now, where an uninterrupted run would have ended.
    return run.iterations > config.stop.maxIterations ? 'restart' : 'continue';
  }
  return run.status === 'diverged' || isLongEnough(run, run.config, config) ? 'reuse' : 'continue';
}

/**
 * The configuration of a resumed run. It keeps recording everything that it has recorded, which may be more than is asked for
 * now.
 */
export const continuedConfig = (recorded: RunConfig, config: RunConfig): RunConfig => ({
  ...config,
  record: recorded.record,
});

/**
 * The configuration of a run that starts again. It goes as far as it went, if it had ended, and records what it has recorded beside what is asked
 * for now: other sweeps may have the run, too.
 */
export function restartedConfig(run: RunProgress, config: RunConfig): RunConfig {
  const { config: recorded } = run;
  if (recorded === undefined) return config;
  const ended = hasEnded(run) ? run.iterations : 0;
  const { metrics, ...record } = config.record;
  const both = metricsOfBoth(recorded, config) ?? metrics;
  return {
    ...config,
    stop: { ...config.stop, maxIterations: Math.max(config.stop.maxIterations, ended) },
    record: {
      ...record,
      ...scheduleOfBoth(recorded.record, record),
      ...keysOfKind(recorded.record, record),
      top: Math.max(recorded.record.top, record.top),
      ...(both === undefined ? {} : { metrics: both }),
    },
  };
}

/** Switches of a kind, such as `theory`, that are on in one of both. */
function keysOfKind(one: RecordConfig, other: RecordConfig): object {
  const switches = Object.entries({ ...one, ...other }).filter(([, value]) => typeof value === 'boolean');
  const isOn = (record: object, key: string): boolean => (record as Record<string, unknown>)[key] === true;
  return Object.fromEntries(switches.map(([key]) => [key, isOn(one, key) || isOn(other, key)]));
}

/** Undefined if the second has them all, or if their kind does not tell what it records by default. */
function metricsOfBoth(one: RunConfig, other: RunConfig): string[] | undefined {
  const [ofOne, ofOther] = [requestedMetrics(one), requestedMetrics(other)];
  if (ofOne === undefined || ofOther === undefined) return undefined;
  const both = [...new Set([...ofOther, ...ofOne])];
  return both.length === new Set(ofOther).size ? undefined : both;
}

/** A schedule that covers two others. Every multiple of a common divisor is one, whatever else they keep. */
function scheduleOfBoth(one: RecordConfig, other: RecordConfig): Partial<RecordConfig> {
  const scheduleOf = ({ every, perDecade, onChange }: RecordConfig) => ({ every, perDecade, onChange });
  if (covers(other, one)) return scheduleOf(other);
  if (covers(one, other)) return scheduleOf(one);
  return { every: greatestCommonDivisor(one.every, other.every), perDecade: undefined, onChange: undefined };
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);

/** Whether one configuration records everything that another does. */
function hasRecorded(recorded: RunConfig, wanted: RunConfig): boolean {
  if (JSON.stringify(recorded.record) === JSON.stringify(wanted.record)) return true;
  return hasMetrics(recorded, wanted) && covers(recorded.record, wanted.record);
}

function hasMetrics(recorded: RunConfig, wanted: RunConfig): boolean {
  if (recordsWhatever(recorded) || recordsWhatever(wanted)) return recordsWhatever(recorded);
  const names = new Set(allNames(metricsOf(recorded)));
  return allNames(metricsOf(wanted)).every((name) => names.has(name));
}

function isLongEnough(
  { stopReason, iterations }: RunProgress,
  { stop: was }: RunConfig,
  { stop }: RunConfig,
): boolean {
  if (iterations >= stop.maxIterations) return true;
  // It has ended by itself. Told of a larger limit, it might go on.
  if (stopReason === 'exit') return stop.maxIterations <= was.maxIterations;
  if (stopReason === 'event') return stop.when === was.when;
  if (stopReason !== 'loss') return false;
  return (
    stop.lossBelow >= was.lossBelow && stop.patience <= was.patience && stop.checkEvery <= was.checkEvery
  );
}
