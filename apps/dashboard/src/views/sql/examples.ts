/** Queries to begin with. They stand, with others, in docs/SQL.md. */

export interface Example {
  readonly question: string;
  readonly sql: string;
}

export const examples: readonly Example[] = [
  {
    question: 'Which runs diverged or failed, and why?',
    sql:
      'SELECT name, part, cell, seed, run_id, runs.status, iterations, coalesce(error, stop_reason) AS why ' +
      'FROM runs JOIN sweep_runs ON run_id = runs.id JOIN sweeps ON sweeps.id = sweep_id ' +
      `WHERE runs.status IN ('diverged', 'failed') ORDER BY name, part, cell, seed;`,
  },
  {
    question: 'When does the second component rise, for each scale of the initialization?',
    sql:
      'WITH rise AS ( ' +
      'SELECT run_id, iteration, row_number() OVER (PARTITION BY run_id ORDER BY iteration) AS k ' +
      `FROM events WHERE kind = 'rise' AND subject GLOB 'component_norm_*' ) ` +
      'SELECT params.value AS std, count(*) AS runs, min(iteration), avg(iteration), max(iteration) ' +
      `FROM rise JOIN params USING (run_id) WHERE k = 2 AND params.name = 'init.std' ` +
      'GROUP BY std ORDER BY std DESC;',
  },
  {
    question: 'What are median and range of the final reconstruction error along one axis?',
    sql:
      'WITH placed AS ( SELECT params.value AS std, final.value AS error, ' +
      'row_number() OVER (PARTITION BY params.value ORDER BY final.value) AS place, ' +
      'count(*) OVER (PARTITION BY params.value) AS n FROM final JOIN params USING (run_id) ' +
      `WHERE metric = 'reconstruction_error' AND params.name = 'init.std' AND final.value IS NOT NULL ) ` +
      'SELECT std, n AS runs, min(error), avg(error) FILTER (WHERE 2 * place BETWEEN n AND n + 2) AS median, ' +
      'max(error) FROM placed GROUP BY std ORDER BY std;',
  },
  {
    question: 'After how many iterations is the reconstruction error below 0.1 for the first time?',
    sql:
      'SELECT run_id, "init.std", min(iteration) AS iteration FROM trajectory JOIN run_table USING (run_id) ' +
      `WHERE metric = 'reconstruction_error' AND value < 0.1 GROUP BY run_id ORDER BY iteration;`,
  },
  {
    question: 'How much time did each part of each definition take, and at what speed?',
    sql:
      'SELECT definition, preset, part, count(*) AS runs, round(sum(wall_ms) / 1000, 1) AS seconds, ' +
      'round(1000 * sum(iterations) / sum(wall_ms)) AS iterations_per_second ' +
      'FROM (SELECT DISTINCT definition, preset, part, run_id ' +
      'FROM sweep_runs JOIN sweeps ON sweeps.id = sweep_id) ' +
      'JOIN runs ON runs.id = run_id GROUP BY definition, preset, part ORDER BY seconds DESC;',
  },
  {
    question: 'Which runs took most attempts, and how did those end?',
    sql:
      `SELECT runs.id AS run_id, runs.status, attempts, group_concat(outcome, ', ') AS outcomes ` +
      'FROM runs JOIN attempts ON attempts.run_id = runs.id ' +
      'GROUP BY runs.id ORDER BY attempts DESC, run_id LIMIT 10;',
  },
];
