/** What the sweeps on convolutional networks have in common: their networks, their controls, and how they are drawn. */
import type { CurvePanelInput, FinalPanelInput, NetworkBase, PartInput } from '../common.ts';

/** 38,000 parameters in three stages. The logit sees 39 pixels around each place. */
export const smallNetwork: NetworkBase['model'] = {
  kind: 'resnet',
  stem: { channels: 8, stride: 2 },
  widths: [16, 32, 32],
};

export const seedsUpTo = (count: number): number[] => Array.from({ length: count }, (_, seed) => seed);

/** What else than the penalty might help: the two usual ways to regularize a network, at three strengths each. */
const controls = [
  {
    part: 'weight-decay',
    label: 'weight decay',
    axis: 'optimizer.weightDecay',
    strengths: [0.001, 0.01, 0.03],
  },
  { part: 'dropout', label: 'dropout', axis: 'model.dropout', strengths: [0.1, 0.3, 0.5] },
] as const;

/**
 * The hardest task, where the penalty has most to do: without it, with its largest lambda, and with each control.
 * @param base of that task. Where its runs are those of another part, too, they are computed once.
 */
export const controlParts = (base: NetworkBase, lambdas: number[]): Record<string, PartInput> => ({
  unregularized: { description: 'the hardest task by itself', base },
  penalized: {
    description: 'the same with the penalty',
    base,
    axes: { 'regularizer.lambda': [Math.max(...lambdas)] },
  },
  ...Object.fromEntries(
    controls.map(({ part, label, axis, strengths }) => [
      part,
      { description: `the same with ${label} in its place`, base, axes: { [axis]: [...strengths] } },
    ]),
  ),
});

const accuracy = { kind: 'final', metric: 'test_accuracy' } as const;
const chance = { value: 0.5, label: 'chance' };

/** Accuracy against an axis of the task, with a colour for each lambda. */
export const accuracyPanel = (x: string, options: Partial<FinalPanelInput>): FinalPanelInput => ({
  kind: 'final',
  title: 'Accuracy',
  lines: [{ part: 'penalty', x, colorBy: 'regularizer.lambda', value: accuracy }],
  seeds: 'deviation',
  yTitle: 'test accuracy',
  references: [chance],
  ...options,
});

/** Where runs without any regularization stand on an axis of strengths, which is logarithmic. */
const NONE = 3e-4;

/** The controls beside the penalty and beside no regularization. */
export const controlPanel = (title: string): FinalPanelInput => ({
  kind: 'final',
  title,
  lines: [
    { label: 'none', part: 'unregularized', x: NONE, value: accuracy },
    ...controls.map(({ part, label, axis }) => ({ label, part, x: axis, value: accuracy })),
    { label: 'penalty', part: 'penalized', x: 'regularizer.lambda', value: accuracy },
  ],
  seeds: 'deviation',
  xScale: 'log',
  xTitle: 'weight decay, share dropped, or λ',
  yTitle: 'test accuracy',
  references: [chance],
});

/** A metric against epochs, of the hardest task with the penalty and without: mean and deviation over seeds. */
export const hardestCurves = (
  title: string,
  metric: string,
  options: Partial<CurvePanelInput> = {},
): CurvePanelInput => ({
  title,
  part: 'penalized',
  metric,
  curves: [
    { label: 'none', part: 'unregularized' },
    { label: 'penalty', part: 'penalized' },
  ],
  seeds: 'deviation',
  xUnit: 'epochs',
  ...options,
});

export const LAMBDA = { title: 'λ' };
