/**
 * `stop.when` of a run whose points come by themselves. A snapshot is whole once a later one has been reported, or the run has been
 * saved there, so that it does not matter when its values arrive.
 */
import type { StreamDriver } from '../driver/streamDriver.ts';
import type { LaneRun } from '../messages.ts';
import { errorOf, StopCondition } from '../stop/stopCondition.ts';
import type { Values } from './streamBuffer.ts';

interface Snapshot {
  readonly iteration: number;
  readonly values: Values;
}

export class StreamCondition {
  readonly #condition: StopCondition;
  /** Tells which snapshots are kept: the others may be gone when the run goes on after an interruption. */
  readonly #driver: StreamDriver;
  /** The latest snapshot, of which more may come. */
  #latest: Snapshot | undefined;

  /** Undefined if the run does not stop by a condition. */
  static of(run: LaneRun, loss: string | undefined, driver: StreamDriver): StreamCondition | undefined {
    return run.config.stop.when === undefined ? undefined : new StreamCondition(run, loss, driver);
  }

  private constructor({ config, earlier = [] }: LaneRun, loss: string | undefined, driver: StreamDriver) {
    const { stop, record } = config;
    this.#condition = new StopCondition(stop.when!, { error: errorOf(record.metrics ?? [], loss) });
    this.#driver = driver;
    for (const block of earlier) this.#condition.recall(block);
  }

  /** Whether the condition holds at a snapshot before this iteration, of which nothing more will come. */
  holdsBefore(iteration: number): boolean {
    if (this.#latest === undefined || iteration <= this.#latest.iteration) return false;
    const { iteration: at, values } = this.#latest;
    this.#latest = undefined;
    return this.#driver.keeps(at) && this.#condition.holdsAt(at, (metric) => values[metric]);
  }

  /** Adds values, after `holdsBefore`. Those of an iteration before the latest one come too late to count. */
  add(iteration: number, values: Values): void {
    if (this.#latest !== undefined && iteration < this.#latest.iteration) return;
    this.#latest = { iteration, values: { ...this.#latest?.values, ...values } };
  }
}
