/** A search on the screen: what is said of it, the best value against trials, its rungs, and its trials. */
import type { RungStanding, SearchStanding } from '@ranksweep/search';
import { lineChart, type Line, type ScaleKind } from '../../chart/index.ts';
import { fitLines, SEPARATOR, sideBySide, tableLines } from '../../table.ts';
import type { Size } from '../../view.ts';
import { headLines, objectiveOf } from './words.ts';
import type { SearchData } from './searchData.ts';

/** Above the trials: words, the chart, and rungs. */
export function overviewLines(
  data: SearchData,
  standing: SearchStanding,
  { width, height, scale }: Size & { readonly scale: ScaleKind },
): Line[] {
  const head = headLines(data, standing);
  const rest = { width, height: Math.max(0, height - head.length) };
  const { rungs } = standing;
  if (rungs.length === 0) return fitLines([...head, ...chart(standing, rest, scale)], { width, height });
  const leftWidth = Math.max(0, width - RUNGS_WIDTH - SEPARATOR.length);
  const beside = sideBySide(
    chart(standing, { ...rest, width: leftWidth }, scale),
    rungLines(rungs, rest.height),
    { ...rest, leftWidth },
  );
  return fitLines([...head, ...beside], { width, height });
}

const RUNGS_WIDTH = 30;

/** The highest ones, where there is no room for all. */
function rungLines(rungs: readonly RungStanding[], height: number): Line[] {
  const columns = ['rung', 'came', 'pruned', 'on'].map((head) => ({ head, right: true }));
  const rows = rungs
    .slice(-Math.max(1, height - 1))
    .map(({ iteration, came, pruned }) =>
      [iteration, came, pruned, came - pruned].map((count) => ({ text: String(count) })),
    );
  return tableLines({ width: RUNGS_WIDTH, columns, rows });
}

/** A staircase: the best so far stays until a trial is better. */
function chart(standing: SearchStanding, size: Size, yScale: ScaleKind): Line[] {
  const { improvements, trials } = standing;
  const steps = improvements.flatMap(({ number, objective }, i) => {
    const before = improvements[i - 1];
    const point = { number, objective };
    return before === undefined ? [point] : [{ ...point, objective: before.objective }, point];
  });
  const last = improvements.at(-1);
  const points = last === undefined ? [] : [...steps, { ...last, number: trials.length - 1 }];
  const series = {
    label: '',
    iterations: Float64Array.from(points, ({ number }) => number),
    values: Float64Array.from(points, ({ objective }) => objective),
  };
  const yLabel = `best ${objectiveOf(standing)} against trials${yScale === 'log' ? ', log scale' : ''}`;
  return [...lineChart({ ...size, series: [series], xScale: 'linear', yScale, yLabel })];
}
