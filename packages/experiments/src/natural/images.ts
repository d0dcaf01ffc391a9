/** What the sweeps on images have in common: their task, how they are trained, and how their kinds of data are drawn. */
import type { BaseInput, CurvePanelInput } from '../common.ts';

/** As the pixels and labels are, with pixels at random, and with labels permuted. */
export const kindsOfData = ['none', 'images', 'labels'] as const;

export const LABELS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Targets are 2 and 0: a fourth of the mean square is that of the labels 1 and 0. */
export const QUARTER = 0.25;

export interface Samples {
  readonly set: string;
  readonly batchSize: number;
  readonly epochs: number;
  readonly record: NonNullable<BaseInput['record']>;
  /** Default: as published. */
  readonly learningRate?: number;
}

/** All but the model, as in Razin et al. 2021: products of 784 factors around 1, Adam, and no stop before the last epoch. */
export const samplesBase = ({ set, batchSize, epochs, record, learningRate = 5e-4 }: Samples) => ({
  task: { kind: 'samples' as const, data: { set }, label: 6 },
  init: { mean: 1, std: 1e-3 },
  optimizer: { kind: 'adam' as const, learningRate },
  batch: { size: batchSize },
  stop: { maxEpochs: epochs, lossBelow: 0 },
  record,
});

export const names = {
  'task.randomize': {
    title: 'data',
    values: { none: 'original', images: 'random images', labels: 'random labels' },
  },
};

/** A metric over the epochs at rank 5, a colour for each kind of data. */
export const curvePanel = (
  title: string,
  part: string,
  metric: string,
  options: Partial<CurvePanelInput>,
): CurvePanelInput => ({
  title,
  part,
  metric,
  where: { 'model.components': 5 },
  colorBy: 'task.randomize',
  seeds: 'deviation',
  factor: QUARTER,
  xUnit: 'epochs',
  xScale: 'log',
  yScale: 'log',
  yTitle: 'mse / 4',
  ...options,
});
