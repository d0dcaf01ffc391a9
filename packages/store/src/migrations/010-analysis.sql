-- What runs end with, cell by cell and against each other. Views compute when they are asked: name the sweep, and where it has many
-- runs the metric too.

-- The runs of a sweep by a final value, the least first; NULL, which was NaN, is last.
CREATE VIEW ranked_runs AS
  SELECT sweep_id, part, cell, run_id, metrics.name AS metric, value,
    row_number() OVER (PARTITION BY sweep_id, part, metric_id ORDER BY value IS NULL, value, run_id, cell) AS place
  FROM sweep_runs JOIN finals USING (run_id) JOIN metrics ON metrics.id = metric_id;

-- Final values over the seeds of a cell. Runs without a number count as the largest.
CREATE VIEW cell_finals AS
  SELECT sweep_id, part, cell, metric, count(*) AS runs,
    CASE WHEN sum(place IN ((total + 1) / 2, (total + 2) / 2) AND value IS NULL) > 0 THEN NULL
      ELSE avg(CASE WHEN place IN ((total + 1) / 2, (total + 2) / 2) THEN value END) END AS median,
    avg(value) AS mean, min(value) AS least, max(value) AS most
  FROM (
    SELECT sweep_id, part, cell, metrics.name AS metric, value,
      row_number() OVER (PARTITION BY sweep_id, part, cell, metric_id ORDER BY value IS NULL, value) AS place,
      count(*) OVER (PARTITION BY sweep_id, part, cell, metric_id) AS total
    FROM sweep_runs JOIN finals USING (run_id) JOIN metrics ON metrics.id = metric_id
  )
  GROUP BY sweep_id, part, cell, metric;

-- Curves over the seeds of a cell, at the iterations at which its runs have recorded the metric.
CREATE VIEW cell_trajectory AS
  SELECT sweep_id, part, cell, metric, iteration, count(*) AS runs,
    avg(CASE WHEN place IN ((total + 1) / 2, (total + 2) / 2) THEN value END) AS median,
    min(value) AS least, max(value) AS most
  FROM (
    SELECT sweep_id, part, cell, metrics.name AS metric, iteration, value,
      row_number() OVER (PARTITION BY sweep_id, part, cell, metric_id, iteration ORDER BY value IS NULL, value) AS place,
      count(*) OVER (PARTITION BY sweep_id, part, cell, metric_id, iteration) AS total
    FROM sweep_runs JOIN points USING (run_id) JOIN metrics ON metrics.id = metric_id
  )
  GROUP BY sweep_id, part, cell, metric, iteration;
