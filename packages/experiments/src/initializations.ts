/** What the experiments of Razin et al. 2021 share: three scales of the initialization, and how they are plotted. */
import type { BaseInput, PanelInput } from './common.ts';
import { normPanel } from './panels.ts';

export const initializationStds = [0.05, 0.01, 0.005];

/** The loss counts as zero below 1e-8 at 51 checks in a row. */
export const tensorRankStop: NonNullable<BaseInput['stop']> = {
  lossBelow: 1e-8,
  patience: 50,
  checkEvery: 25,
};

/**
 * The component norms of each scale, and the reconstruction error of all scales. A prefix distinguishes the titles of different
 * rows of panels.
 */
export const initializationPanels = (part: string, row?: string): PanelInput[] => [
  ...initializationStds.map((std) =>
    normPanel(
      row === undefined ? `Initialization std ${std}` : `${row}, std ${std}`,
      part,
      'component_norm',
      {
        where: { 'init.std': std },
      },
    ),
  ),
  {
    title: row === undefined ? 'Reconstruction error' : `${row}, error`,
    part,
    metric: 'reconstruction_error',
    colorBy: 'init.std',
    yTitle: 'reconstruction error',
  },
];
