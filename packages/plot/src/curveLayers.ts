/** A panel of curves as Vega-Lite layers: one line a seed, or the seeds' median with its band; the theory dashed above. */
import { iterationChannel, metricChannel } from './axes.ts';
import { bandsOf } from './band.ts';
import { fillChannel, strokeChannels, theoryChannels } from './curveColors.ts';
import { downsample } from './downsample.ts';
import { endLabelLayers } from './endLabelLayers.ts';
import { firstSeed } from './extent.ts';
import type { Curve, CurvePanel } from './figure.ts';
import { clamp } from './range.ts';
import type { Range } from './range.ts';
import { whileRising } from './risingTheory.ts';
import type { Shared } from './shared.ts';
import * as style from './style.ts';
import { upTo, type TrajectoryPoints } from './trajectoryPoints.ts';

/** What a panel draws in one style. */
interface Line extends TrajectoryPoints {
  readonly rank?: number;
  readonly group?: string;
}

interface Row {
  readonly x: number;
  readonly y: number | null;
  readonly series: number;
  readonly rank?: number;
  readonly group?: string;
}

/** Every curve has a finite value, and there is at least one curve. */
export function curveLayers(panel: CurvePanel, shared: Shared): object[] {
  const { xScale = 'linear', yScale = 'linear' } = panel;
  const extent = shared.extents.get(panel)!;
  const { lastIteration, low, high, cut } = extent;
  const isLog = yScale === 'log';
  // Renderers lose paths with coordinates of a diverged run; this far outside, the difference is out of sight.
  const far: Range = isLog
    ? { least: low / 1000, most: high * 1000 }
    : { least: low - 10 * (high - low), most: high + 10 * (high - low) };
  const x = iterationChannel(xScale, extent);
  const y = metricChannel(yScale, panel.yTitle, extent, shared.labelWidth);
  const strokes = strokeChannels(panel, shared);
  const thinned = (
    iterations: ArrayLike<number>,
    values: ArrayLike<number>,
  ): ReturnType<typeof downsample> =>
    xScale === 'log'
      ? downsample(iterations, values, shared.buckets, (iteration) => Math.log(Math.max(iteration, 0.5)))
      : downsample(iterations, values, shared.buckets);
  const isShown = (iteration: number): boolean => xScale === 'linear' || iteration > 0;
  const drawable = (value: number): number | null => (Number.isFinite(value) ? clamp(value, far) : null);

  const lineRows = (lines: readonly Line[]): Row[] =>
    // Larger ranks first: where curves lie on each other near zero, the smallest rank stays on top.
    lines.toSorted(byRankDescending).flatMap((line, series) => {
      const kept = thinned(line.iterations, line.values);
      return kept.iterations.flatMap((iteration, i) =>
        isShown(iteration)
          ? [{ x: iteration, y: drawable(kept.values[i]!), series, ...identityOf(line) }]
          : [],
      );
    });
  const line = (lines: readonly Line[], look: object, channels: object): object[] =>
    lines.length === 0
      ? []
      : [
          {
            data: { values: lineRows(lines) },
            mark: { type: 'line', ...markOf(cut), strokeJoin: 'round', ...look },
            encoding: { x, y, ...detail, ...channels },
          },
        ];

  const seed = firstSeed(panel);
  const isFirst = (curve: Curve): boolean => curve.seed === seed;
  const firstLook = panel.theory === undefined ? style.firstSeedLine : style.measuredLine;
  const visible = (curves: readonly Curve[]): Curve[] => curves.map((curve) => upTo(curve, lastIteration));
  const curves = visible(panel.curves);
  const theory = visible(whileRising(panel.theory?.curves ?? [], panel.curves));
  const asBand = drawsBand(panel);
  const bands = asBand ? bandsOf(curves) : [];
  const medians = bands.map((band) => ({ ...band, values: band.median }));
  const areaRows = bands.toSorted(byRankDescending).flatMap((band, series) => {
    const kept = [band.low, band.high].flatMap((values) => thinned(band.iterations, values).iterations);
    const indexOf = new Map(band.iterations.map((iteration, i) => [iteration, i]));
    return [...new Set(kept)]
      .sort((a, b) => a - b)
      .flatMap((iteration) => {
        const i = indexOf.get(iteration)!;
        const [least, most] = [drawable(band.low[i]!), drawable(band.high[i]!)];
        return isShown(iteration) ? [{ x: iteration, y: least, y2: most, series, ...identityOf(band) }] : [];
      });
  });
  const bold: readonly Line[] = asBand ? medians : curves.filter(isFirst);
  const thin = asBand ? [] : curves.filter((curve) => !isFirst(curve));
  const dashed = asBand
    ? bandsOf(theory).map((band) => ({ ...band, values: band.median }))
    : theory.filter(isFirst);
  return [
    ...(asBand
      ? [
          {
            data: { values: areaRows },
            mark: { type: 'area', ...markOf(cut), ...style.bandArea },
            encoding: { x, y, y2: { field: 'y2' }, ...detail, ...fillChannel(panel, shared) },
          },
        ]
      : []),
    ...line(thin, style.otherSeedLine, strokes),
    ...line(bold, firstLook, strokes),
    ...line(dashed, { ...style.theoryLine, clip: true }, theoryChannels(panel, shared)),
    ...endLabelLayers(bold, { x, y, extent, isLog, plotHeight: shared.plotHeight }),
  ];
}

/** One seed has no band. */
export function drawsBand(panel: CurvePanel): boolean {
  return panel.seeds === 'band' && panel.curves.some((curve) => curve.seed !== firstSeed(panel));
}

const byRankDescending = (a: { rank?: number }, b: { rank?: number }): number =>
  (b.rank ?? 0) - (a.rank ?? 0);

const identityOf = ({
  rank,
  group,
}: {
  rank?: number;
  group?: string;
}): { rank?: number; group?: string } => ({
  ...(rank === undefined ? {} : { rank }),
  ...(group === undefined ? {} : { group }),
});

const detail = { detail: { field: 'series', type: 'nominal' } };

const markOf = (clip: boolean): object => ({
  interpolate: 'linear',
  clip,
  invalid: 'break-paths-filter-domains',
});
