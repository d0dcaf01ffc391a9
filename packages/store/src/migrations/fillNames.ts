/** Fills in the names of runs that earlier versions registered, from the axes that the specifications of their sweeps name. */
import type Database from 'better-sqlite3';
import { readSpecAxes, runNamer, type AxisValue } from '@ranksweep/kinds';
import { connectionOf, type Connection } from '../connection/connection.ts';
import { storedGroup } from '../stored/storedJson.ts';

interface Place {
  readonly part: string;
  readonly cell: number;
  readonly runId: number;
  readonly seed: number;
}

export function fillNames(database: Database.Database): void {
  const connection = connectionOf(database);
  const sweeps = connection.statement<[], { id: number; spec: string }>('SELECT id, spec FROM sweeps').all();
  for (const { id, spec } of sweeps) nameRuns(connection, id, storedGroup(spec).group);
}

function nameRuns({ statement }: Connection, sweepId: number, spec: object | undefined): void {
  const places = statement<[number], Place>(
    'SELECT part, cell, run_id AS runId, seed FROM sweep_runs JOIN runs ON runs.id = run_id WHERE sweep_id = ?',
  ).all(sweepId);
  const values = statement<[number, string, number], [name: string, value: number | string]>(
    'SELECT name, value FROM cells WHERE sweep_id = ? AND part = ? AND cell = ?',
  ).raw();
  // Parts of a damaged specification have no axes that are known: each is then called by its whole path.
  const { axes } = readSpecAxes(spec);
  const parts = new Map(places.map(({ part }) => [part, axes.get(part) ?? []]));
  const nameOf = runNamer(
    Object.fromEntries(
      [...parts].map(([part, paths]) => [
        part,
        { axes: Object.fromEntries(paths.map((path) => [path, []])) },
      ]),
    ),
  );
  const cells = new Map<string, Record<string, AxisValue>>();
  const cellAt = ({ part, cell }: Place): Record<string, AxisValue> => {
    const key = JSON.stringify([part, cell]);
    const known = cells.get(key);
    if (known !== undefined) return known;
    const order = parts.get(part)!;
    const rows = values.all(sweepId, part, cell).toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b));
    const found = Object.fromEntries(rows.map(([name, value]) => [name, axisValue(value)]));
    cells.set(key, found);
    return found;
  };
  const name = statement(
    'UPDATE sweep_runs SET run_name = ? WHERE sweep_id = ? AND part = ? AND cell = ? AND run_id = ?',
  );
  for (const place of places) {
    name.run(nameOf({ ...place, cell: cellAt(place) }), sweepId, place.part, place.cell, place.runId);
  }
}

/** The table has true, false and lists as JSON text. */
function axisValue(value: number | string): AxisValue {
  if (typeof value === 'number' || !/^(true|false|\[.*\])$/s.test(value)) return value;
  try {
    return JSON.parse(value) as AxisValue;
  } catch {
    return value;
  }
}
