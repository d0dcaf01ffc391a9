/**
 * Where a sweep asks its runs to stop. The runs' own configurations may differ: they hold the latest request of any sweep that
 * shares the run.
 */
import { getPath } from '@ranksweep/core';
import type { Connection } from '../connection.ts';
import { storedGroup } from '../storedJson.ts';
import { cellOf } from './remaining.ts';

export interface AskedStop {
  /** The most iterations. */
  readonly limit: number;
  /** The loss that ends a run earlier; 0 means none. */
  readonly lossBelow: number;
}

type PartStop = { readonly [Key in keyof AskedStop]: AskedStop[Key] | undefined };

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
  readonly #ofPart = new Map<string, PartStop>();

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
    this.#limits = axis('stop.maxIterations');
    this.#losses = axis('stop.lossBelow');
  }

  /** Uses the request of the run's cell, else that of its part, else the run's own configuration. */
  of(run: Place): AskedStop {
    const part = this.#partStop(run.part);
    const limit = (this.#limits.size > 0 ? this.#limits.get(cellOf(run)) : undefined) ?? part.limit;
    const lossBelow = (this.#losses.size > 0 ? this.#losses.get(cellOf(run)) : undefined) ?? part.lossBelow;
    if (limit !== undefined && lossBelow !== undefined) return { limit, lossBelow };
    const own = this.#ownStop(run.runId);
    return { limit: limit ?? own.limit ?? 0, lossBelow: lossBelow ?? own.lossBelow ?? 0 };
  }

  #partStop(part: string): PartStop {
    const known = this.#ofPart.get(part);
    if (known !== undefined) return known;
    const { parts } = this.#spec as { parts?: Readonly<Record<string, { base?: object } | undefined>> };
    const stop = stopIn(parts?.[part]?.base);
    this.#ofPart.set(part, stop);
    return stop;
  }

  #ownStop(runId: number): PartStop {
    const text = this.#connection
      .statement<[number], string>('SELECT config FROM runs WHERE id = ?')
      .pluck()
      .get(runId);
    return stopIn(storedGroup(text ?? '').group);
  }
}

/** Anyone with access to the file may have changed it. */
function stopIn(config: unknown): PartStop {
  const numberAt = (path: string): number | undefined => {
    const value = getPath(config ?? {}, path);
    return typeof value === 'number' ? value : undefined;
  };
  return { limit: numberAt('stop.maxIterations'), lossBelow: numberAt('stop.lossBelow') };
}
