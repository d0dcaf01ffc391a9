/** Curves with fewer points, none of which could be told apart: a figure is laid out several times for a page. */
import { downsample, isCurvePanel, type Curve, type Figure } from '@ranksweep/plot';

/** Columns of equal width, more than a panel has pixels. Each keeps its extremes, on a linear and on a logarithmic axis. */
const LINEAR_COLUMNS = 400;
const LOG_COLUMNS = 200;

export function thinned(figure: Figure): Figure {
  return {
    ...figure,
    panels: figure.panels.map((panel) => {
      if (!isCurvePanel(panel)) return panel;
      const { theory } = panel;
      return {
        ...panel,
        curves: panel.curves.map(thinnedCurve),
        ...(theory === undefined ? {} : { theory: { ...theory, curves: theory.curves.map(thinnedCurve) } }),
      };
    }),
  };
}

function thinnedCurve(curve: Curve): Curve {
  const { iterations, values } = curve;
  const onLog = (iteration: number): number => Math.log(Math.max(iteration, 0.5));
  const linear = downsample(iterations, values, LINEAR_COLUMNS);
  if (linear.iterations.length === iterations.length) return curve;
  const log = downsample(iterations, values, LOG_COLUMNS, onLog);
  const kept = new Map([...pairs(linear), ...pairs(log)].sort(([a], [b]) => a - b));
  return { ...curve, iterations: [...kept.keys()], values: [...kept.values()] };
}

const pairs = ({ iterations, values }: ReturnType<typeof downsample>): [number, number][] =>
  iterations.map((iteration, i) => [iteration, values[i]!]);
