/** The curves of everything that is marked, one over the other. */
import type { Line } from '../../chart/index.ts';
import type { Context } from '../../context.ts';
import type { Focus } from '../../focus.ts';
import { metricPrompt } from '../../metricPrompt.ts';
import { Cursor } from '../../scrolling.ts';
import { fitLines, textLine } from '../../table.ts';
import { tabNumber } from '../../tabNames.ts';
import { done, type Key, type KeyHelp, type Outcome, type Size, type View } from '../../view.ts';
import { besideEachOther, chartGrid } from '../run/chartGrid.ts';
import { pressScaleOption } from '../run/chartOptions.ts';
import { runView } from '../run/runView.ts';
import { runsView } from '../runs/runsView.ts';
import {
  compareChart,
  comparedMetrics,
  drawCompareChart,
  type ComparedMetric,
  type CompareChart,
  type CompareOptions,
} from './charts.ts';
import { Comparison } from './comparison.ts';
import { legendLines } from './legend.ts';

const keys: readonly KeyHelp[] = [
  { keys: '←→', does: 'metric' },
  { keys: '/', does: 'metric by name' },
  { keys: '↑↓', does: 'select' },
  { keys: 'enter', does: 'open' },
  { keys: 'space', does: 'unmark' },
  { keys: 'y', does: 'log values' },
  { keys: 'x', does: 'log iterations' },
  { keys: '+-', does: 'ranks' },
  { keys: 's', does: 'seeds' },
];

export function compareView(context: Context, focus: Focus): View {
  const { marks } = focus;
  const comparison = new Comparison(context.store, marks);
  const cursor = new Cursor();
  const options: CompareOptions = {
    top: 3,
    logValues: new Set(['losses', 'errors']),
    logIterations: false,
    seeds: false,
  };
  let metrics: readonly ComparedMetric[] = [];
  let at = 0;
  /** Charts drawn last, by all that they depend on. */
  let known = new Map<string, readonly Line[]>();

  return {
    title: () => 'what is marked',
    keys,
    refresh() {
      comparison.refresh();
      const { name } = metrics[at] ?? { name: '' };
      metrics = comparedMetrics(comparison.metrics);
      showMetric(name);
      cursor.moveTo(cursor.at, comparison.sources.length);
    },
    draw(size) {
      if (comparison.sources.length === 0) return fitLines([textLine(`  ${emptyText()}`)], size);
      const legend = legendLines(comparison, cursor, { width: size.width, most: Math.ceil(size.height / 3) });
      const below = { width: size.width, height: Math.max(0, size.height - legend.length) };
      return fitLines([...legend, ...charts(below)], size);
    },
    press: (key) => (cursor.press(key, comparison.sources.length, 10) ? done : act(key)),
  };

  function emptyText(): string {
    return marks.count === 0
      ? 'Nothing is marked any more.'
      : 'What is marked is not in the database any more.';
  }

  function charts(size: Size): Line[] {
    if (metrics.length === 0) return [textLine('  Nothing has been recorded yet.', { dim: true })];
    const grid = chartGrid(size, metrics.length);
    const drawn = new Map<string, readonly Line[]>();
    const shown = Array.from({ length: Math.min(grid.rows * grid.columns, metrics.length) }, (_, i) => {
      const metric = metrics[(at + i) % metrics.length]!;
      const chart = compareChart(comparison, metric, options, cursor.at);
      const key = keyOf(chart, grid.chart);
      const lines = known.get(key) ?? drawCompareChart(chart, options, grid.chart);
      drawn.set(key, lines);
      return lines;
    });
    known = drawn;
    return besideEachOther(shown, grid);
  }

  /** Two charts of one key are the same. */
  function keyOf({ metric, drawn, shown }: CompareChart, size: Size): string {
    const curves = drawn.map(({ source: { label }, series: { length }, isSeed }) => [label, length, isSeed]);
    const { logIterations, logValues } = options;
    return JSON.stringify([
      metric.name,
      shown,
      curves,
      comparison.sources.map(({ runIds }) => runIds),
      comparison.generation,
      logIterations,
      logValues.has(metric.kind),
      size,
    ]);
  }

  function showMetric(name: string): void {
    at = Math.max(
      0,
      metrics.findIndex((metric) => metric.name === name),
    );
  }

  function act(key: Key): Outcome | undefined {
    const { length } = metrics;
    switch (key) {
      case 'left':
      case 'h':
        at = (at + length - 1) % Math.max(1, length);
        return done;
      case 'right':
      case 'l':
        at = (at + 1) % Math.max(1, length);
        return done;
      case '/':
        return metricPrompt(
          metrics.map(({ name }) => name),
          metrics[at]?.name ?? '',
          (name) => {
            showMetric(name);
            return done;
          },
        );
      case 'enter':
        return open();
      case ' ':
        return unmark();
      default:
        return changeOption(key) ? done : undefined;
    }
  }

  function open(): Outcome | undefined {
    const source = comparison.sources[cursor.at];
    if (source === undefined) return undefined;
    const { name, runIds, mark } = source;
    if (mark.kind === 'runs')
      return { kind: 'open', view: runView(context, marks, mark.id), tab: tabNumber.run };
    const view = runsView(context, focus, { sweepId: mark.id, only: { runIds, title: name } });
    return { kind: 'open', view, tab: tabNumber.runs };
  }

  function unmark(): Outcome | undefined {
    const source = comparison.sources[cursor.at];
    if (source === undefined) return undefined;
    marks.toggle(source.mark.kind, source.mark.id);
    comparison.refresh();
    cursor.moveTo(cursor.at, comparison.sources.length);
    return done;
  }

  function changeOption(key: Key): boolean {
    if (key !== 's') return pressScaleOption(options, key, metrics[at]?.kind ?? 'others');
    options.seeds = !options.seeds;
    return true;
  }
}
