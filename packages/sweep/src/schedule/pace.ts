/**
 * How fast the lanes of each engine are, measured while they compute. Work is counted in the units of `Job.cost`. It decides only
 * which lane gets a run, never what comes of it.
 */
import type { EngineName } from '@ranksweep/engine';
import { likenessOf } from '@ranksweep/kinds';
import type { Job } from '../plan/job.ts';
import type { BatchWork } from './source.ts';

/** Work a millisecond of a lane that computes runs in turn, as long as it has not been measured: 5 GFLOP/s. */
const USUAL_SPEED = 5e6;

/** How long batches of several runs are: shorter ones take as long to hand out, and with longer ones lanes would end apart. */
const LEAST_MS = 4;
const MOST_MS = 20;

/** Work, and the time that it took. */
interface Measured {
  work: number;
  ms: number;
}

export class Pace {
  readonly #now: () => number;
  /** Work of all lanes of an engine, and the time in which at least one of them had runs. */
  readonly #engines = new Map<EngineName, Measured>();
  /** The same for single runs: how long each was at work, though others may have been beside it. */
  readonly #runs = new Map<string, Measured>();
  /** Engines whose lanes have runs, with the number of these lanes and since when. */
  readonly #busy = new Map<EngineName, { lanes: number; sinceMs: number }>();

  constructor(now = (): number => performance.now()) {
    this.#now = now;
  }

  /** A lane has got a batch. */
  began(engine: EngineName): void {
    const busy = this.#busy.get(engine) ?? { lanes: 0, sinceMs: this.#now() };
    busy.lanes++;
    this.#busy.set(engine, busy);
  }

  /** A lane is through with its batch. */
  ended(engine: EngineName): void {
    const busy = this.#busy.get(engine)!;
    if (--busy.lanes > 0) return;
    this.#busy.delete(engine);
    this.#of(this.#engines, engine).ms += this.#now() - busy.sinceMs;
  }

  /** A run has advanced. */
  advanced(engine: EngineName, work: number): void {
    this.#of(this.#engines, engine).work += work;
  }

  /** A run has ended, with what a lane has done of it and the time that this took. */
  ran(engine: EngineName, job: Job, work: number, ms: number): void {
    for (const name of [engine, nameOf(engine, job)]) {
      const measured = this.#of(this.#runs, name);
      measured.work += work;
      measured.ms += ms;
    }
  }

  /** Work a millisecond of all lanes of an engine together; undefined if none has told of any. */
  ofEngine(engine: EngineName): number | undefined {
    const { work, ms } = this.#of(this.#engines, engine);
    const busy = this.#busy.get(engine);
    const allMs = ms + (busy === undefined ? 0 : this.#now() - busy.sinceMs);
    return work > 0 && allMs > 0 ? work / allMs : undefined;
  }

  /** Work a millisecond of a run like this one on a lane of the engine. */
  ofRun(engine: EngineName, job: Job): number {
    return this.#ofLike(engine, job) ?? speed(this.#runs.get(engine)) ?? USUAL_SPEED;
  }

  /** The work of a batch of such runs. As long as none was measured, several lanes have some of them, however short they seem. */
  ofBatch(engine: EngineName, job: Job): BatchWork {
    const least = LEAST_MS * (this.#ofLike(engine, job) ?? 0);
    return { least, most: MOST_MS * Math.max(USUAL_SPEED, this.ofRun(engine, job)) };
  }

  #ofLike(engine: EngineName, job: Job): number | undefined {
    return speed(this.#runs.get(nameOf(engine, job)));
  }

  #of<Key>(map: Map<Key, Measured>, key: Key): Measured {
    const measured = map.get(key) ?? { work: 0, ms: 0 };
    map.set(key, measured);
    return measured;
  }
}

const nameOf = (engine: EngineName, { config }: Job): string => `${engine} ${likenessOf(config)}`;

const speed = (measured: Measured | undefined): number | undefined =>
  measured !== undefined && measured.work > 0 && measured.ms > 0 ? measured.work / measured.ms : undefined;
