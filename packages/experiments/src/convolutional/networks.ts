/** What the sweeps on convolutional networks have in common: their networks, and how they are trained. */
import type { CurvePanelInput, NetworkBase, PartInput } from '../common.ts';

/** Of three stages and 38,000 parameters, whose logit sees 39 pixels around each place. */
export const smallNetwork: NetworkBase['model'] = {
  kind: 'resnet',
  stem: { channels: 8, stride: 2 },
  widths: [16, 32, 32],
};

export const seedsUpTo = (count: number): number[] => Array.from({ length: count }, (_, seed) => seed);

/** A part of a sweep, with one control in place of the penalty. */
export interface Control {
  readonly description: string;
  readonly axis: string;
  readonly values: number[];
}

/** What else than the penalty might help: the two usual ways to regularize a network, at three strengths each. */
export const controls: Readonly<Record<'weight-decay' | 'dropout', Control>> = {
  'weight-decay': {
    description: 'weight decay in place of the penalty',
    axis: 'optimizer.weightDecay',
    values: [0.001, 0.01, 0.03],
  },
  dropout: {
    description: 'dropout in place of the penalty',
    axis: 'model.dropout',
    values: [0.1, 0.3, 0.5],
  },
};

export const controlPart = (
  base: NetworkBase,
  { description, axis, values }: Control,
  fixed: Record<string, number[]>,
): PartInput => ({ description, base, axes: { ...fixed, [axis]: values } });

/** A metric against epochs, with a colour for every lambda. */
export const curves = (
  title: string,
  metric: string,
  options: Partial<CurvePanelInput>,
): CurvePanelInput => ({
  title,
  part: 'penalty',
  metric,
  colorBy: 'regularizer.lambda',
  seeds: 'deviation',
  xUnit: 'epochs',
  ...options,
});

export const LAMBDA = { title: 'λ' };
