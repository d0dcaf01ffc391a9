/**
 * Where a sweep asks its runs to stop. The runs' own configurations may differ: they hold the latest request of any sweep that
 * shares the run.
 */
import { getPath } from '@ranksweep/core';
import type { Connection } from '../connection/connection.ts';
import { storedGroup } from '../stored/storedJson.ts';

const LIMIT = 'stop.maxIterations';
/** Counts instead of the other where it is given. */
const EPOCHS = 'stop.maxEpochs';
const LOSS = 'stop.lossBelow';
const WHEN = 'stop.when';

export interface AskedStop {
  /** The most iterations. */
  readonly limit: number;
  /** The loss that ends a run earlier; 0 means none. */
  readonly lossBelow: number;
  /** The condition that ends a run earlier; undefined means none. */
  readonly when: string | undefined;
}

/** As far as it is known. */
export type SpecifiedStop = { readonly [Key in keyof AskedStop]: AskedStop[Key] | undefined };

/** As a sweep's specification has it. */
interface GivenStop extends SpecifiedStop {
  readonly epochs: number | undefined;
}

/** A run in its cell. */
export interface Place {
  readonly runId: number;
  readonly part: string;
  readonly cell: number;
}

/** A key for the cells of all parts. */
export const cellOf = ({ part, cell }: Pick<Place, 'part' | 'cell'>): string => `${cell} ${part}`;

export class AskedStops {
  readonly #connection: Connection;
  readonly #spec: object;
  readonly #limits: ReadonlyMap<string, number>;
  readonly #epochs: ReadonlyMap<string, number>;
  readonly #losses: ReadonlyMap<string, number>;
  readonly #conditions: ReadonlyMap<string, string>;
  readonly #ofPart = new Map<string, GivenStop>();
  /** Iterations of an epoch by cell, whose runs differ in their seed alone. */
  readonly #perEpoch = new Map<string, number | undefined>();

  constructor(connection: Connection, sweepId: number) {
    const { statement } = connection;
    this.#connection = connection;
    const spec = statement<[number], string>('SELECT spec FROM sweeps WHERE id = ?').pluck().get(sweepId);
    this.#spec = storedGroup(spec ?? '').group ?? {};
    const axis = <Value extends number | string>(name: string): Map<string, Value> =>
      new Map(
        statement<[number, string], { part: string; cell: number; value: Value }>(
          'SELECT part, cell, value FROM cells WHERE sweep_id = ? AND name = ?',
        )
          .all(sweepId, name)
          .map((row) => [cellOf(row), row.value]),
      );
    this.#limits = axis(LIMIT);
    this.#epochs = axis(EPOCHS);
    this.#losses = axis(LOSS);
    this.#conditions = axis(WHEN);
  }

  /** What the run's cell says, else its part. */
  specified(run: Place): SpecifiedStop {
    const { limit, epochs, lossBelow, when } = this.#given(run);
    return { limit: epochs === undefined ? limit : this.#inIterations(run, epochs), lossBelow, when };
  }

  #given(run: Place): GivenStop {
    const part = this.#partStop(run.part);
    const axes = [this.#limits, this.#epochs, this.#losses, this.#conditions];
    if (axes.every(({ size }) => size === 0)) return part;
    const cell = cellOf(run);
    return {
      limit: this.#limits.get(cell) ?? part.limit,
      epochs: this.#epochs.get(cell) ?? part.epochs,
      lossBelow: this.#losses.get(cell) ?? part.lossBelow,
      when: this.#conditions.get(cell) ?? part.when,
    };
  }

  /** Undefined if the run's configuration is damaged. */
  #inIterations(run: Place, epochs: number): number | undefined {
    const cell = cellOf(run);
    if (!this.#perEpoch.has(cell)) {
      const found = this.#connection
        .statement<[number], number | null>('SELECT iterations_per_epoch(config) FROM runs WHERE id = ?')
        .pluck()
        .get(run.runId);
      this.#perEpoch.set(cell, found ?? undefined);
    }
    const perEpoch = this.#perEpoch.get(cell);
    return perEpoch === undefined ? undefined : epochs * perEpoch;
  }

  /** The limit where a run has gone on beyond it, or is about to; undefined where it has not. */
  upTo(run: Place & { readonly iterations: number }): number | undefined {
    const { limit } = this.specified(run);
    if (limit === undefined || run.iterations < limit) return undefined;
    return run.iterations > limit || this.#goesOn(run.runId, limit) ? limit : undefined;
  }

  /** Whether a run that had ended at this iteration, and still stands there, is to go on. */
  #goesOn(runId: number, iteration: number): boolean {
    return (
      this.#connection
        .statement<[number, number], 1>(
          `SELECT 1 FROM runs WHERE id = ? AND status IN ('pending', 'running')
             AND EXISTS (SELECT 1 FROM earlier_finals WHERE run_id = runs.id AND iteration = ?)`,
        )
        .get(runId, iteration) !== undefined
    );
  }

  /** What the sweep says of a key of the run's configuration that ends it; undefined where it says nothing, and for any other key. */
  at(path: string, run: Place): number | undefined {
    const { limit, lossBelow } = this.specified(run);
    return path === LIMIT ? limit : path === LOSS ? lossBelow : undefined;
  }

  /** Uses the request of the run's cell, else that of its part, else the run's own configuration. */
  of(run: Place): AskedStop {
    const { limit, lossBelow, when } = this.specified(run);
    if (limit !== undefined && lossBelow !== undefined) return { limit, lossBelow, when };
    const own = this.#ownStop(run.runId);
    return {
      limit: limit ?? own.limit ?? 0,
      lossBelow: lossBelow ?? own.lossBelow ?? 0,
      when: when ?? own.when,
    };
  }

  #partStop(part: string): GivenStop {
    const known = this.#ofPart.get(part);
    if (known !== undefined) return known;
    const { parts } = this.#spec as { parts?: Readonly<Record<string, { base?: object } | undefined>> };
    const stop = stopIn(parts?.[part]?.base);
    this.#ofPart.set(part, stop);
    return stop;
  }

  #ownStop(runId: number): SpecifiedStop {
    const text = this.#connection
      .statement<[number], string>('SELECT config FROM runs WHERE id = ?')
      .pluck()
      .get(runId);
    return stopIn(storedGroup(text ?? '').group);
  }
}

/** Anyone with access to the file may have changed it. */
function stopIn(config: unknown): GivenStop {
  const numberAt = (path: string): number | undefined => {
    const value = getPath(config ?? {}, path);
    return typeof value === 'number' ? value : undefined;
  };
  const when = getPath(config ?? {}, WHEN);
  return {
    limit: numberAt(LIMIT),
    epochs: numberAt(EPOCHS),
    lossBelow: numberAt(LOSS),
    when: typeof when === 'string' ? when : undefined,
  };
}
