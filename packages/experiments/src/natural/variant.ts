/**
 * What goes beyond Razin et al. 2021: each sweep is small enough for the digits that come with ranksweep, and has a preset for
 * MNIST.
 */
import { parseDefinition } from '@ranksweep/kinds';
import type { FigureSpec, SweepDefinition, SweepDefinitionInput } from '@ranksweep/kinds';
import type { FinalPanelInput, PartInput } from '../common.ts';
import { LABELS, names, QUARTER, type Samples } from './images.ts';

export interface Size extends Samples {
  readonly description: string;
  /** Told from the rest by a run of its own each. */
  readonly labels: number[];
}

export const digits: Size = {
  description: 'digits of 8 x 8 pixels, which come with ranksweep, each of the ten labels against the rest',
  set: 'digits',
  batchSize: 100,
  epochs: 200,
  learningRate: 2e-3,
  record: { everyEpochs: 20 },
  labels: LABELS,
};
export const mnist: Size = {
  description: 'MNIST, labels 3, 6 and 8 against the rest; a minute or more for each run',
  set: 'mnist',
  batchSize: 500,
  epochs: 100,
  record: { everyEpochs: 10 },
  labels: [3, 6, 8],
};

interface Variant {
  readonly name: string;
  readonly description: string;
  readonly quick: PartInput;
  readonly mnist: PartInput;
  readonly caption: string;
  readonly names?: FigureSpec['names'];
  readonly panels: FinalPanelInput[];
}

const PART = 'images';

export const definitionOf = ({
  name,
  description,
  quick,
  mnist: large,
  caption,
  panels,
  ...figure
}: Variant): SweepDefinition =>
  parseDefinition(
    {
      name,
      description,
      presets: {
        quick: { description: digits.description, seeds: [0], parts: { [PART]: quick } },
        mnist: { description: mnist.description, seeds: [0], parts: { [PART]: large } },
      },
      figure: { caption, names: { ...names, ...figure.names }, panels },
    } satisfies SweepDefinitionInput,
    name,
  );

interface Drawn {
  readonly title: string;
  readonly x: string;
  readonly colorBy: string;
  readonly where?: Record<string, string>;
  /** Default: training and test, told apart by dashes. */
  readonly only?: 'train' | 'test';
}

const metrics = { train: 'train_loss', test: 'test_mse_clamped' };

/** The end of training against an axis, as means over the labels. */
export const panel = (
  { title, x, colorBy, where = {}, only }: Drawn,
  options: Partial<FinalPanelInput> = {},
): FinalPanelInput => ({
  kind: 'final',
  title,
  lines: (only === undefined ? (['train', 'test'] as const) : [only]).map((set) => ({
    ...(only === undefined ? { dash: set } : {}),
    part: PART,
    x,
    value: { kind: 'final' as const, metric: metrics[set], factor: QUARTER },
    where,
    colorBy,
  })),
  seeds: 'deviation',
  over: ['task.label'],
  yTitle: 'mse / 4',
  ...options,
});

export const variance = { references: [{ value: 0.09, label: 'variance' }] };
