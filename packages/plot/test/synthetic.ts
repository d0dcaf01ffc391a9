/** Figures of made-up trajectories that look like the papers': rises one after another, plateaus of the error between them. */
import type { Curve, Figure } from '../src/figure.ts';

/** When curve k passes half of its final value, and that value. */
export interface Rise {
  readonly at: number;
  readonly final: number;
}

/** A growth that is slow while small and fast when large, like d s/dt ~ s^(2-2/N). */
function riseAt(t: number, { at, final }: Rise, width: number): number {
  return final / (1 + Math.exp(-(t - at) / width));
}

export function rankedCurves(
  rises: readonly Rise[],
  end: number,
  seeds: readonly number[],
  top = 10,
): Curve[] {
  return seeds.flatMap((seed) => {
    const stretch = 1 + 0.13 * seed;
    const length = Math.round((end * (1 + 0.06 * seed)) / 25) + 1;
    const iterations = Float64Array.from({ length }, (_, i) => 25 * i);
    return Array.from({ length: top }, (_, k): Curve => {
      const rise = rises[k] ?? { at: end * 3, final: 0 };
      const shifted = { at: rise.at * stretch, final: rise.final * (1 + 0.04 * Math.sin(seed * 7 + k)) };
      const width = 0.018 * end * (0.6 + (0.4 * rise.at) / end);
      return {
        rank: k + 1,
        seed,
        iterations,
        values: iterations.map((t) => riseAt(t, shifted, width) + 0.002 / (k + 1)),
      };
    });
  });
}

export function errorCurves(
  group: string,
  rises: readonly Rise[],
  end: number,
  seeds: readonly number[],
): Curve[] {
  const total = Math.hypot(...rises.map((rise) => rise.final));
  return seeds.map((seed) => {
    const ranked = rankedCurves(rises, end, [seed], rises.length);
    const values = ranked[0]!.iterations as Float64Array;
    return {
      group,
      seed,
      iterations: ranked[0]!.iterations,
      values: values.map(
        (_, i) =>
          Math.hypot(...ranked.map((c, k) => rises[k]!.final - Math.min(rises[k]!.final, c.values[i]!))) /
          total,
      ),
    };
  });
}

const rises = (at: readonly number[], final: readonly number[]): Rise[] =>
  at.map((t, k) => ({ at: t, final: final[k]! }));

/** Two-column rows of PAPERS' published values. */
export const published = {
  mf: { rises: rises([280, 1300, 2450, 3100, 4550], [36.4, 32.1, 28.3, 23.3, 20.2]), end: 5400 },
  tf: { rises: rises([285, 1350, 2400, 4800, 6200], [37.2, 36.2, 24.2, 21.7, 17.5]), end: 6900 },
  htf: { rises: rises([10200, 13200, 16000, 20000, 30300], [9.47, 4.78, 2.55, 1.48, 0.85]), end: 32000 },
  std005: { rises: rises([4200, 5300, 7000, 9800, 11250], [0.6, 0.59, 0.41, 0.31, 0.21]), end: 13000 },
  std01: {
    rises: rises([1150, 1730, 2300, 3600, 5300, 6500], [0.6, 0.59, 0.41, 0.31, 0.21, 0.03]),
    end: 7000,
  },
  std05: {
    rises: rises([230, 440, 600, 700, 800, 900, 950], [0.56, 0.48, 0.25, 0.19, 0.17, 0.12, 0.06]),
    end: 1250,
  },
};

export function dynamicsFigure(seeds: readonly number[] = [0, 1, 2]): Figure {
  const { mf, tf, htf } = published;
  return {
    caption:
      'Gradient descent over matrix, tensor and hierarchical tensor factorizations fits a completion task by one component ' +
      'after another (Razin et al. 2022, Figure 2).',
    panels: [
      {
        title: 'Matrix factorization',
        yTitle: 'singular value',
        curves: rankedCurves(mf.rises, mf.end, seeds),
      },
      {
        title: 'Tensor factorization',
        yTitle: 'component norm',
        curves: rankedCurves(tf.rises, tf.end, seeds),
      },
      {
        title: 'Hierarchical tensor factorization',
        yTitle: 'local component norm {1,2,3,4}',
        curves: rankedCurves(htf.rises, htf.end, seeds),
      },
    ],
  };
}

export function tensorRankFigure(seeds: readonly number[] = [0, 1, 2], columns?: number): Figure {
  const stds = [
    ['0.05', published.std05],
    ['0.01', published.std01],
    ['0.005', published.std005],
  ] as const;
  return {
    caption:
      'Tensor completion of order 4: the ten largest component norms for three standard deviations of the initialization, and ' +
      'the reconstruction error (Razin et al. 2021, Figure 1). The smaller the initialization, the sharper the steps.',
    ...(columns === undefined ? {} : { columns }),
    panels: [
      ...stds.map(([std, { rises: r, end }]) => ({
        title: `Init std ${std}`,
        yTitle: 'component norm',
        curves: rankedCurves(r, end, seeds),
      })),
      {
        title: 'Reconstruction error',
        yTitle: 'reconstruction error',
        groupTitle: 'init std',
        curves: stds.flatMap(([std, { rises: r, end }]) => errorCurves(std, r, end, seeds)),
      },
    ],
  };
}
