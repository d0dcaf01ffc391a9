/** Several figures in one: panels that show the same are laid over each other. */
import { MOST_VARIANTS } from '@ranksweep/kinds';
import { isAnalysis, isCurvePanel, isFinalPanel, isHeatmap } from '../figure.ts';
import type { CurvePanel, Figure, FigurePanel, FinalPanel } from '../figure.ts';
import { linesOf, type Told } from './tellApart.ts';

export interface LabelledFigure {
  /** What the figure is of, in the legend: `sweep:4 init.std=0.01`. */
  readonly label: string;
  readonly figure: Figure;
}

/**
 * Lines are told apart by the labels as variants. Panels show the same where kind, titles and axes are alike; one that a single
 * figure has stands alone. Heat maps and what tells of axes stand beside each other, since they cannot lie on each other.
 */
export function overlaid(figures: readonly LabelledFigure[]): Figure {
  const labelled = figures.flatMap(({ label, figure }) => {
    const seen = new Map<string, number>();
    return figure.panels.map((panel) => {
      const key = keyOf(panel, label);
      // Of a figure that has two alike, the first lies over the first of another.
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      return { key: `${key} ${count}`, panel: withLabel(panel, label) };
    });
  });
  const panels = [...Map.groupBy(labelled, ({ key }) => key).values()].map((alike) =>
    alike.map(({ panel }) => panel).reduce(over),
  );
  const unrecorded = new Set(figures.flatMap(({ figure }) => figure.unrecorded ?? []));
  const columns = Math.max(...figures.map(({ figure }) => figure.columns ?? figure.panels.length));
  return {
    caption: captionOf(figures),
    columns: panels.length > columns ? Math.max(columns, MOST_COLUMNS) : columns,
    panels: panels.map(refused),
    ...(unrecorded.size === 0 ? {} : { unrecorded: [...unrecorded] }),
    runs: [
      ...new Map(figures.flatMap(({ figure }) => figure.runs ?? []).map((run) => [run.runId, run])).values(),
    ],
  };
}

const MOST_COLUMNS = 3;

function captionOf(figures: readonly LabelledFigure[]): string {
  const captions = new Set(figures.map(({ figure }) => figure.caption));
  if (captions.size === 1) return [...captions][0]!;
  return figures.map(({ label, figure }) => `${label}: ${figure.caption}`.trim()).join(' ');
}

function keyOf(panel: FigurePanel, label: string): string {
  if (isHeatmap(panel) || isAnalysis(panel)) return JSON.stringify([panel.kind, panel.title, label]);
  const { title, yTitle } = panel;
  if (isFinalPanel(panel)) {
    const { xTitle, xScale, yScale, xLabels } = panel;
    return JSON.stringify(['final', title, xTitle, yTitle, xScale, yScale, xLabels]);
  }
  return JSON.stringify(['curves', title, yTitle, panel.xUnit, panel.xScale, panel.yScale]);
}

function withLabel(panel: FigurePanel, label: string): FigurePanel {
  if (isHeatmap(panel) || isAnalysis(panel)) return { ...panel, title: `${panel.title}, ${label}` };
  const varied = <Line extends Told>(line: Line): Line => ({
    ...line,
    variant: line.variant === undefined ? label : `${label}, ${line.variant}`,
  });
  // The labels name what they are.
  const { variantTitle: _, ...rest } = panel;
  return isFinalPanel(panel)
    ? { ...(rest as FinalPanel), lines: panel.lines.map(varied) }
    : { ...(rest as CurvePanel), curves: panel.curves.map(varied) };
}

function over(below: FigurePanel, above: FigurePanel): FigurePanel {
  if (isFinalPanel(below) && isFinalPanel(above)) {
    return {
      ...below,
      hasErrors: below.hasErrors || above.hasErrors,
      ...inBoth(below, above),
      lines: [...below.lines, ...above.lines],
    };
  }
  if (!isCurvePanel(below) || !isCurvePanel(above)) return below;
  return {
    ...below,
    curves: [...below.curves, ...above.curves],
    runs: [...(below.runs ?? []), ...(above.runs ?? [])],
    ...inBoth(below, above),
    pairsSeeds: true,
  };
}

/** What runs differ in, and lines at known values: each once. */
function inBoth<Panel extends Pick<CurvePanel, 'over' | 'references'>>(
  below: Panel,
  above: Panel,
): Pick<CurvePanel, 'over' | 'references'> {
  const over = [...(below.over ?? []), ...(above.over ?? [])];
  const references = [...(below.references ?? []), ...(above.references ?? [])];
  const distinct = new Map(references.map((line) => [JSON.stringify(line), line]));
  return {
    ...(below.over === undefined && above.over === undefined ? {} : { over: [...new Set(over)] }),
    ...(references.length === 0 ? {} : { references: [...distinct.values()] }),
  };
}

/** Where ranks or groups have the colours, dashes alone tell the labels apart. */
function refused(panel: FigurePanel): FigurePanel {
  if (isHeatmap(panel) || isAnalysis(panel)) return panel;
  const lines = linesOf(panel);
  const variants = new Set(lines.map(({ variant }) => variant)).size;
  const hasColors = lines.some(({ rank, group }) => rank !== undefined || group !== undefined);
  if (!hasColors || variants <= MOST_VARIANTS) return panel;
  const refusal = `${variants} sets of lines would look alike: draw at most ${MOST_VARIANTS} at once`;
  return isFinalPanel(panel) ? { ...panel, refusal } : { ...panel, curves: [], refusal };
}
