/**
 * What two databases of one sweep must agree in, in plain SQL: nothing here is shared with the product's readers. Numbers of
 * runs and metrics depend on the order of work, so a run is known by what it computes and a metric by its name. Times, places and
 * the number of attempts may differ.
 */

export interface Table {
  readonly name: string;
  /** Its first column tells the run, or is '' where rows belong to none. */
  readonly sql: string;
  /** How many columns, the first included, tell which row it is. */
  readonly identity: number;
}

/** Of `runs`. */
export const RUN = `runs.trajectory_hash || ' ' || runs.arithmetic`;

const ofRun = (table: string): string => `${table} JOIN runs ON runs.id = ${table}.run_id`;
const ofMetric = (table: string): string => `${ofRun(table)} JOIN metrics ON metrics.id = ${table}.metric_id`;

export const tables: readonly Table[] = [
  {
    name: 'runs',
    sql: `SELECT ${RUN}, config, seed, status, engine, iterations, stop_reason, error FROM runs`,
    identity: 1,
  },
  {
    name: 'points',
    sql: `SELECT ${RUN}, metrics.name, iteration, value FROM ${ofMetric('points')}`,
    identity: 3,
  },
  { name: 'finals', sql: `SELECT ${RUN}, metrics.name, value FROM ${ofMetric('finals')}`, identity: 2 },
  {
    name: 'earlier_finals',
    sql: `SELECT ${RUN}, metrics.name, iteration, value FROM ${ofMetric('earlier_finals')}`,
    identity: 3,
  },
  {
    name: 'events',
    sql: `SELECT ${RUN}, iteration, kind, subject, value FROM ${ofRun('events')}`,
    identity: 5,
  },
  {
    name: 'order of events',
    sql: `SELECT ${RUN}, group_concat(iteration || ' ' || kind || ' ' || subject, ', ' ORDER BY events.rowid)
          FROM ${ofRun('events')} GROUP BY runs.id`,
    identity: 1,
  },
  { name: 'params', sql: `SELECT ${RUN}, name, value FROM ${ofRun('params')}`, identity: 2 },
  {
    name: 'checkpoints',
    // How many there are before the last depends on time.
    sql: `SELECT ${RUN}, checkpoints.iteration, end_only, state FROM ${ofRun('checkpoints')}
          WHERE checkpoints.iteration = (SELECT max(iteration) FROM checkpoints WHERE run_id = runs.id)`,
    identity: 1,
  },
  {
    name: 'sweep_runs',
    sql: `SELECT ${RUN}, sweeps.spec_hash, part, cell
          FROM ${ofRun('sweep_runs')} JOIN sweeps ON sweeps.id = sweep_id`,
    identity: 4,
  },
  {
    name: 'cells',
    sql: `SELECT '', sweeps.spec_hash, part, cell, cells.name, value FROM cells JOIN sweeps ON sweeps.id = sweep_id`,
    identity: 5,
  },
  {
    name: 'sweeps',
    sql: `SELECT '', spec_hash, name, definition, preset, spec, status FROM sweeps`,
    identity: 2,
  },
  { name: 'metrics', sql: `SELECT '', name, unit, description FROM metrics`, identity: 2 },
];
