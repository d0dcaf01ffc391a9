/** The digest of a metric's name, unit and description. */
import { hash } from 'node:crypto';
import type { MetricDescription } from '@ranksweep/core';
import type { Connection } from '../connection.ts';

export const metricDigest = ({ name, unit, description }: MetricDescription): Buffer =>
  hash('sha256', JSON.stringify([name, unit, description]), 'buffer');

type StoredMetric = MetricDescription & { readonly digest: Buffer | null };

/** Names, as they read now, of metrics that are not what was written. */
export const damagedDescriptions = ({ statement }: Connection): string[] =>
  statement<[], StoredMetric>('SELECT name, unit, description, digest FROM metrics ORDER BY id')
    .all()
    .filter((metric) => metric.digest !== null && !metric.digest.equals(metricDigest(metric)))
    .map(({ name }) => name);
