/** The panels of `natural-rank`: those of each part, of which a preset draws its own. */
import type { PanelInput } from '../common.ts';
import { curvePanel, QUARTER } from './images.ts';

interface Drawn {
  readonly part: string;
  readonly title: string;
  /** Population variances of y / 4 in the training and the test set: what a constant prediction leaves. */
  readonly variances: readonly [train: number, test: number];
  readonly hasLabels: boolean;
}

/** Two rows of the figure: what training ends with against R, and the way there at R = 5. Training is left, test right. */
function rows({ part: name, title, variances, hasLabels }: Drawn): PanelInput[] {
  const over = hasLabels ? { over: ['task.label'] } : {};
  const columns = (['train', 'test'] as const).map((set, k) => ({
    set,
    metric: k === 0 ? 'train_loss' : 'test_mse_clamped',
    // Whoever has another label fitted sees whose line it is.
    references: [{ value: variances[k]!, label: hasLabels ? 'variance' : 'variance of label 6' }],
  }));
  return [
    ...columns.map(({ set, metric, references }): PanelInput => ({
      kind: 'final',
      title: `${title}: ${set}`,
      lines: [
        {
          part: name,
          x: 'model.components',
          value: { kind: 'final', metric, factor: QUARTER },
          colorBy: 'task.randomize',
        },
      ],
      seeds: 'deviation',
      ...over,
      xTitle: 'tensor rank R',
      yTitle: 'mse / 4',
      references,
    })),
    ...columns.map(({ set, metric, references }) =>
      curvePanel(`${title}, R = 5: ${set}`, name, metric, { references, ...over }),
    ),
  ];
}

/** Of label 6, or the mean over the ten labels. */
const drawn: Drawn[] = [
  { part: 'label-6', title: 'MNIST', variances: [0.0889, 0.0866], hasLabels: false },
  { part: 'mnist', title: 'MNIST', variances: [0.09, 0.09], hasLabels: true },
  { part: 'fashion-mnist', title: 'Fashion-MNIST', variances: [0.09, 0.09], hasLabels: true },
  { part: 'digits', title: 'Digits', variances: [0.0905, 0.0908], hasLabels: false },
];

export const panels: PanelInput[] = drawn.flatMap(rows);
