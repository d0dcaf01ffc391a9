/** The metrics that runs record: their names and meanings. */
import { hint, InputError, type MetricDescription } from '@ranksweep/core';
import {
  describeSplitMetric,
  isSplitMetric,
  requireSplitMetric,
  splitMetricsOf,
  splitStems,
} from './splitMetrics.ts';
import type { RecordedNames } from '@ranksweep/run';
import type { ConvnetConfig } from './schema.ts';

const ofEpoch = 'over the batches of the epoch so far, each at the parameters that it was taken at';

const descriptions: Readonly<Record<string, string>> = {
  train_loss: `binary cross entropy of the training images, mean ${ofEpoch}`,
  train_accuracy: `share of the training images that are told right, ${ofEpoch}`,
  penalty: `mean |cos| of the input gradients that the regularizer penalizes, without its factor, ${ofEpoch}`,
  test_loss: 'binary cross entropy of the test images, mean',
  test_accuracy: 'share of the test images that are told right',
  gradient_cosine:
    'mean |cos| of the gradients with respect to a patch of test images, before and after another patch is replaced: 1 for a network ' +
    'that has separation rank 1 between them',
};

const byDistance = /^gradient_cosine\{(\d{1,4})\}$/;

/** The distance of the patches in pixels; undefined for other metrics. */
export function distanceOf(name: string): number | undefined {
  const [, digits] = byDistance.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** What the run records, as `record.metrics` would list it. */
export function requestedMetrics({ record, regularizer, model, task }: ConvnetConfig): readonly string[] {
  if (record.metrics !== undefined) return [...new Set(record.metrics)];
  const names = [...Object.keys(descriptions), ...splitMetricsOf(model, task)];
  return regularizer.lambda > 0 ? names : names.filter((name) => name !== 'penalty');
}

/** @throws InputError for a metric that does not exist, or that the run does not have */
export function recordedNames(config: ConvnetConfig): RecordedNames {
  const atSnapshots = requestedMetrics(config);
  for (const name of atSnapshots) {
    if (isSplitMetric(name)) {
      requireSplitMetric(name, config);
      continue;
    }
    if (descriptions[name] === undefined && distanceOf(name) === undefined) {
      const known = [
        ...Object.keys(descriptions),
        'gradient_cosine{D}',
        ...splitStems.map((stem) => `${stem}{I}`),
      ];
      throw new InputError(
        `record.metrics: expected names of metrics, found '${name}'${hint(name, known, 'there are')}`,
      );
    }
    if (name === 'penalty' && config.regularizer.lambda === 0) {
      throw new InputError(
        'record.metrics: expected penalty with a regularizer.lambda above 0 only; gradient_cosine is measured without one, too',
      );
    }
  }
  return { atSnapshots, atEnd: [], derived: [] };
}

export function describeMetric(name: string): MetricDescription | undefined {
  if (isSplitMetric(name)) return describeSplitMetric(name);
  const distance = distanceOf(name);
  const description =
    distance === undefined
      ? descriptions[name]
      : `${descriptions['gradient_cosine']}, of small patches ${distance} pixels apart`;
  return description === undefined ? undefined : { name, unit: '1', description };
}
