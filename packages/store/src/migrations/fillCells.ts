/** Fills in the cells of sweeps that earlier versions registered, from their specifications. */
import type Database from 'better-sqlite3';
import { readSpecAxes, type AxisValue } from '@ranksweep/kinds';
import { cellLeaf } from '../writers/cells.ts';
import { connectionOf, type Connection } from '../connection/connection.ts';
import { hasSealWithoutCells, sealSweep } from '../digests/sweepRecord.ts';
import { insertRows } from '../rows/insertRows.ts';
import { storedGroup } from '../stored/storedJson.ts';

/** A sweep with a damaged specification gets no cells. Sealed sweeps are sealed again, unless they are damaged. */
export function fillCells(database: Database.Database): void {
  const connection = connectionOf(database);
  const sweeps = connection.statement<[], { id: number; spec: string }>('SELECT id, spec FROM sweeps').all();
  for (const { id, spec } of sweeps) {
    const wasSound = hasSealWithoutCells(connection, id);
    fillSweep(connection, id, storedGroup(spec).group);
    if (wasSound) sealSweep(connection, id);
  }
}

function fillSweep(connection: Connection, sweepId: number, spec: object | undefined): void {
  const { axes: pathsOf, problem } = readSpecAxes(spec);
  if (spec === undefined || problem !== undefined) return;
  const { parts } = spec as { parts: Record<string, { axes: Record<string, unknown> }> };
  const cells = connection
    .statement<[number, string], number>(
      'SELECT DISTINCT cell FROM sweep_runs WHERE sweep_id = ? AND part = ? ORDER BY cell',
    )
    .pluck();
  for (const [part, paths] of pathsOf) {
    const axes = gridAxes(paths.map((path) => ({ path, values: valuesOf(parts[part]!.axes[path]) })));
    const rows = cells
      .all(sweepId, part)
      .flatMap((cell) =>
        axes.map(({ path, valueAt }) => [sweepId, part, cell, path, cellLeaf(valueAt(cell))]),
      );
    insertRows(connection, 'cells (sweep_id, part, cell, name, value)', rows);
  }
}

/** Anyone with access to the file may have changed the specification. */
const valuesOf = (values: unknown): AxisValue[] =>
  Array.isArray(values) && values.length > 0 ? (values as AxisValue[]) : [String(values)];

interface Axis {
  readonly path: string;
  readonly values: readonly AxisValue[];
}

/** Numbers the cells in the order of the product of the axes; the first axis varies slowest. */
function gridAxes(axes: readonly Axis[]): { path: string; valueAt: (cell: number) => AxisValue }[] {
  return axes.map(({ path, values }, a) => {
    const stride = axes.slice(a + 1).reduce((product, { values: { length } }) => product * length, 1);
    return { path, valueAt: (cell) => values[Math.floor(cell / stride) % values.length]! };
  });
}
