/** The axes of a panel of curves as encoding channels of Vega-Lite. */
import { goesOn, type Extent } from './extent.ts';
import type { ScaleKind } from './figure.ts';
import { logLabels, logTicks, niceLogDomain } from './logScale.ts';

export interface Channel {
  readonly field: string;
  readonly type: 'quantitative';
  readonly scale: object;
  readonly axis: object;
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const shortIteration = (iteration: number): string => compact.format(iteration).replace('K', 'k');
const ITERATION_LABEL = "datum.value === 0 ? '0' : format(datum.value, '~s')";

/** Says so where runs go on beyond the axis. */
const iterationTitle = (extent: Extent): string =>
  goesOn(extent) ? `iteration (of up to ${shortIteration(extent.longestRun)})` : 'iteration';

export function iterationChannel(kind: ScaleKind, extent: Extent): Channel {
  const { firstIteration, lastIteration } = extent;
  const isLog = kind === 'log';
  return {
    field: 'x',
    type: 'quantitative',
    scale: {
      ...(isLog ? { type: 'log' } : {}),
      domain: [firstIteration, lastIteration],
      nice: false,
    },
    axis: {
      title: iterationTitle(extent),
      grid: false,
      ...(isLog ? { values: logTicks(firstIteration, lastIteration) } : { tickCount: 4 }),
      labelExpr: ITERATION_LABEL,
      labelOverlap: true,
      labelFlush: false,
    },
  };
}

/** Also what a linear domain is rounded to, so that it ends in a label and the titles above stand on one line. */
const Y_TICKS = 5;

export function metricChannel(kind: ScaleKind, title: string, { low, high }: Extent, width: number): Channel {
  const isLog = kind === 'log';
  const domain: readonly [number, number] = isLog ? niceLogDomain(low, high) : [low, high];
  const ticks = isLog ? logTicks(...domain) : [];
  return {
    field: 'y',
    type: 'quantitative',
    scale: isLog ? { type: 'log', domain, nice: false } : { domain, nice: Y_TICKS, zero: false },
    axis: {
      title,
      ...(isLog ? { values: ticks } : { tickCount: Y_TICKS }),
      domain: false,
      ticks: false,
      minExtent: width,
      maxExtent: width,
      labelExpr: isLog ? logLabels(ticks) : SHORT_NUMBER,
    },
  };
}

/** Tick labels in at most five characters or so, whatever the metric's magnitude. */
export const SHORT_NUMBER =
  "abs(datum.value) >= 10000 ? format(datum.value, '~s')" +
  " : datum.value !== 0 && abs(datum.value) < 0.001 ? format(datum.value, '~e') : datum.label";
