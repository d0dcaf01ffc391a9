/** The cost of iterations of a sweep's runs, relative to each other. */
import { quickIterationCost } from '@ranksweep/kinds';
import type { RunConfig } from '@ranksweep/core';
import type { Connection } from '../connection/connection.ts';
import { storedGroup } from '../stored/storedJson.ts';
import { cellOf, type Place } from '../asked/askedStops.ts';

/** Remembers its results for as long as the database is open. */
export class IterationCosts {
  readonly #connection: Connection;
  /** Costs by run. */
  readonly #known = new Map<number, number | undefined>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Runs of a cell have the same cost, so only the first of each is looked at. If any cost is unknown, all iterations count the
   * same.
   */
  of(rows: readonly Place[]): number[] {
    const byCell = new Map<string, number | undefined>();
    const costs = rows.map((row) => {
      const cell = cellOf(row);
      if (!byCell.has(cell)) byCell.set(cell, this.#costOf(row.runId));
      return byCell.get(cell);
    });
    return costs.every((cost) => cost !== undefined) ? costs : costs.map(() => 1);
  }

  #costOf(runId: number): number | undefined {
    if (!this.#known.has(runId)) this.#known.set(runId, this.#find(runId));
    return this.#known.get(runId);
  }

  #find(runId: number): number | undefined {
    const text = this.#connection
      .statement<[number], string>('SELECT config FROM runs WHERE id = ?')
      .pluck()
      .get(runId)!;
    try {
      const cost = quickIterationCost(storedGroup(text).group as RunConfig);
      return cost !== undefined && Number.isFinite(cost) && cost > 0 ? cost : undefined;
    } catch {
      return undefined; // The run's configuration is damaged.
    }
  }
}
