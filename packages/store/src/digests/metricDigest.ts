/** The digest of a metric's name, unit and description. */
import type { MetricDescription } from '@ranksweep/core';
import type { Connection } from '../connection/connection.ts';
import { digestOfRow } from '../checksums/rowDigest.ts';

export const metricDigest = ({ name, unit, description }: MetricDescription): number =>
  digestOfRow([name, unit, description]);

type StoredMetric = MetricDescription & { readonly digest: number | null };

/** The current names of damaged metrics. */
export const damagedDescriptions = ({ statement }: Connection): string[] =>
  statement<[], StoredMetric>('SELECT name, unit, description, digest FROM metrics ORDER BY id')
    .all()
    .filter((metric) => metric.digest !== null && metric.digest !== metricDigest(metric))
    .map(({ name }) => name);
