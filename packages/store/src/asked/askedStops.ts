/**
 * Where a sweep asks its runs to stop. The runs' own configurations may differ: they hold the latest request of any sweep that
 * shares the run.
 */
import { getPath } from '@ranksweep/core';
import type { Connection } from '../connection.ts';
import { storedGroup } from '../storedJson.ts';
import { cellOf } from '../progress/remaining.ts';

const LIMIT = 'stop.maxIterations';
const LOSS = 'stop.lossBelow';

export interface AskedStop {
  /** The most iterations. */
  readonly limit: number;
  /** The loss that ends a run earlier; 0 means none. */
  readonly lossBelow: number;
}

/** As far as it is known. */
export type SpecifiedStop = { readonly [Key in keyof AskedStop]: AskedStop[Key] | undefined };

/** A run in its cell. */
export interface Place {
  readonly runId: number;
  readonly part: string;
  readonly cell: number;
}

export class AskedStops {
  readonly #connection: Connection;
  readonly #spec: object;
  readonly #limits: ReadonlyMap<string, number>;
  readonly #losses: ReadonlyMap<string, number>;
  readonly #ofPart = new Map<string, SpecifiedStop>();

  constructor(connection: Connection, sweepId: number) {
    const { statement } = connection;
    this.#connection = connection;
    const spec = statement<[number], string>('SELECT spec FROM sweeps WHERE id = ?').pluck().get(sweepId);
    this.#spec = storedGroup(spec ?? '').group ?? {};
    const axis = (name: string): Map<string, number> =>
      new Map(
        statement<[number, string], { part: string; cell: number; value: number }>(
          'SELECT part, cell, value FROM cells WHERE sweep_id = ? AND name = ?',
        )
          .all(sweepId, name)
          .map((row) => [cellOf(row), row.value]),
      );
    this.#limits = axis(LIMIT);
    this.#losses = axis(LOSS);
  }

  /** What the run's cell says, else its part. */
  specified(run: Omit<Place, 'runId'>): SpecifiedStop {
    const part = this.#partStop(run.part);
    if (this.#limits.size + this.#losses.size === 0) return part;
    const cell = cellOf(run);
    return {
      limit: this.#limits.get(cell) ?? part.limit,
      lossBelow: this.#losses.get(cell) ?? part.lossBelow,
    };
  }

  /** The limit where a run has gone on beyond it; undefined where it has not. */
  upTo(run: Omit<Place, 'runId'> & { readonly iterations: number }): number | undefined {
    const { limit } = this.specified(run);
    return limit !== undefined && run.iterations > limit ? limit : undefined;
  }

  /** What the sweep says of a key of the run's configuration that ends it; undefined where it says nothing, and for any other key. */
  at(path: string, run: Omit<Place, 'runId'>): number | undefined {
    const { limit, lossBelow } = this.specified(run);
    return path === LIMIT ? limit : path === LOSS ? lossBelow : undefined;
  }

  /** Uses the request of the run's cell, else that of its part, else the run's own configuration. */
  of(run: Place): AskedStop {
    const { limit, lossBelow } = this.specified(run);
    if (limit !== undefined && lossBelow !== undefined) return { limit, lossBelow };
    const own = this.#ownStop(run.runId);
    return { limit: limit ?? own.limit ?? 0, lossBelow: lossBelow ?? own.lossBelow ?? 0 };
  }

  #partStop(part: string): SpecifiedStop {
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
function stopIn(config: unknown): SpecifiedStop {
  const numberAt = (path: string): number | undefined => {
    const value = getPath(config ?? {}, path);
    return typeof value === 'number' ? value : undefined;
  };
  return { limit: numberAt(LIMIT), lossBelow: numberAt(LOSS) };
}
