/** The lines of all panels of a figure with the points that are drawn of them. */
import { placeOn } from '../axes/axisPlace.ts';
import type { Band } from './band.ts';
import type { BoldSeeds } from './boldSeeds.ts';
import type { Points } from './downsample.ts';
import type { Extent } from './extent.ts';
import type { CurvePanel } from '../figure.ts';
import { panelLines, type Line, type PanelLines } from './panelLines.ts';
import { clamp, type Range } from '../axes/range.ts';
import { shapesWithin, type Place } from './shape.ts';
import { shownOn, type TrajectoryPoints } from '../source/trajectoryPoints.ts';

/** Points of all curves of a figure together: keeps its SVG near half a megabyte. */
const POINT_BUDGET = 30_000;
/** Rather a large file than a curve that is visibly not what was measured. Where thousands lie upon each other, less is seen of each. */
const mostPixels = (curves: number): number => 0.8 * Math.max(1, curves / 1000);

export interface PlotSize {
  /** Pixels. */
  readonly plotWidth: number;
  readonly plotHeight: number;
}

export interface LinesOf {
  readonly extents: ReadonlyMap<CurvePanel, Extent>;
  readonly seeds: ReadonlyMap<CurvePanel, BoldSeeds>;
}

export function drawnLines({ extents, seeds }: LinesOf, size: PlotSize): Map<CurvePanel, PanelLines> {
  const panels = [...extents].map(([panel, extent]) => {
    const { bands, thin, bold, dashed, ...rest } = panelLines(panel, extent, seeds.get(panel)!);
    const visible = <Curve extends TrajectoryPoints>(curve: Curve): Curve => shownOn(curve, panel.xScale);
    const edges = bands.map((band) => ({
      band,
      low: visible({ iterations: band.iterations, values: band.low }),
      high: visible({ iterations: band.iterations, values: band.high }),
    }));
    const seen = (all: readonly Line[]): Line[] => all.map(visible).filter((line) => enters(line, extent));
    const lines = { thin: seen(thin), bold: seen(bold), dashed: seen(dashed) };
    return { panel, place: placeIn(panel, extent, size), edges, lines, rest };
  });
  const curves = panels.flatMap(({ place, lines: { thin, bold, dashed }, edges }) =>
    [...thin, ...bold, ...dashed, ...edges.flatMap(({ low, high }) => [low, high])].map((points) => ({
      points,
      place,
    })),
  );
  // Shapes come in the order of the curves.
  const shapes = shapesWithin(curves, {
    budget: POINT_BUDGET,
    mostPixels: mostPixels(curves.length),
  }).values();
  const next = (): Points => shapes.next().value!;
  const shaped = (lines: readonly Line[]): Line[] => lines.map((line) => ({ ...line, ...next() }));
  return new Map(
    panels.map(({ panel, place, lines, edges, rest }): [CurvePanel, PanelLines] => [
      panel,
      {
        thin: shaped(lines.thin),
        bold: shaped(lines.bold),
        dashed: shaped(lines.dashed),
        bands: edges.map(({ band, low, high }) => joined(band, [low, next()], [high, next()], place)),
        ...rest,
      },
    ]),
  );
}

/** Whether any of a line is in its panel. The renderer of PNGs ends the process where all that a panel clips lies outside of it. */
function enters({ values }: Line, { low, high }: Extent): boolean {
  const someValue = (holds: (value: number) => boolean): boolean => Array.prototype.some.call(values, holds);
  return someValue((value) => value >= low) && someValue((value) => value <= high);
}

type Edge = readonly [whole: TrajectoryPoints, shape: Points];

/** Both edges at the iterations that the shape of either needs. */
function joined(band: Band, [low, lowShape]: Edge, [high, highShape]: Edge, { far }: Place): Band {
  const indexOf = new Map(Array.from(low.iterations, (iteration, i) => [iteration, i]));
  const iterations = [...new Set([...lowShape.iterations, ...highShape.iterations])].sort((a, b) => a - b);
  // A shape's gap lies between two snapshots.
  const valuesOf = ({ values }: TrajectoryPoints): number[] =>
    iterations.map((iteration) => clamp(values[indexOf.get(iteration) ?? -1] ?? NaN, far));
  return { ...band, iterations, low: valuesOf(low), high: valuesOf(high) };
}

/** What lies beyond is out of sight, and brought nearer: renderers lose paths that lead far away. */
function farFrom(yScale: CurvePanel['yScale'], { low, high }: Extent): Range {
  if (yScale === 'log') return { least: low / 1000, most: high * 1000 };
  return { least: low - 10 * (high - low), most: high + 10 * (high - low) };
}

function placeIn({ xScale, yScale }: CurvePanel, extent: Extent, { plotWidth, plotHeight }: PlotSize): Place {
  const { firstIteration, lastIteration, low, high } = extent;
  return {
    x: placeOn({ kind: xScale, low: firstIteration, high: lastIteration, pixels: plotWidth }),
    y: placeOn({ kind: yScale, low, high, pixels: plotHeight }),
    width: plotWidth,
    far: farFrom(yScale, extent),
  };
}
