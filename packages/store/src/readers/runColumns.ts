/** What a list of runs can show of each: something of the run itself, a parameter, or the last value of a metric. */

/** Columns of `runs` and of a run's place in its sweep. */
export const ownColumns = [
  'id',
  'part',
  'seed',
  'status',
  'iterations',
  'stop_reason',
  'error',
  'wall_ms',
  'attempts',
] as const;

/** Where a column's values come from. */
export type RunColumn =
  | { readonly kind: 'run'; readonly name: (typeof ownColumns)[number] }
  /** A path in the configuration, such as `init.std`. */
  | { readonly kind: 'param'; readonly name: string }
  /** A metric: the final value of a run that has ended, and the latest that was recorded of any other. */
  | { readonly kind: 'final'; readonly name: string };

const text = (name: string): string => `'${name.replaceAll("'", "''")}'`;

/** An SQL expression for it, where `runs` is the run. */
export function asColumn({ kind, name }: RunColumn): string {
  switch (kind) {
    case 'run':
      return name === 'part'
        ? '(SELECT min(part) FROM sweep_runs WHERE sweep_runs.run_id = runs.id)'
        : `runs.${name}`;
    case 'param':
      return `(SELECT value FROM params WHERE params.run_id = runs.id AND params.name = ${text(name)})`;
    case 'final':
      // A run that goes on from where it had ended still has the final values of then.
      return `CASE WHEN runs.status IN ('done', 'diverged', 'failed') THEN (SELECT value FROM finals WHERE finals.run_id = runs.id
          AND metric_id = (SELECT id FROM metrics WHERE metrics.name = ${text(name)}))
        ELSE (SELECT value FROM points WHERE points.run_id = runs.id
          AND metric_id = (SELECT id FROM metrics WHERE metrics.name = ${text(name)}) ORDER BY iteration DESC LIMIT 1) END`;
  }
}
