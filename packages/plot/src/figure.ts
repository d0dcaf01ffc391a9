/** A figure as plain data: what `vegaLiteSpec` draws, whoever collected it. */
import type { RunState } from './figureSource.ts';

export type ScaleKind = 'linear' | 'log';

/** A horizontal line at a known value, which the panel's axis includes. */
export interface Reference {
  readonly value: number;
  /** Beside the line: `variance`. */
  readonly label: string;
}

/** One trajectory of one metric. `iterations` ascends; a value that is not finite leaves a gap. */
export interface Curve {
  /** Of a ranked metric: 1 is the largest value. */
  readonly rank?: number;
  readonly seed: number;
  /** Of an unranked metric: what tells the curve from its neighbours, such as `0.005`. */
  readonly group?: string;
  /** What tells it apart from others of its rank or group: another axis, or the sweep that it is of. */
  readonly variant?: string;
  /** Whether it is of a run that diverged where it ends: a cross says so, and axes leave it out of account where others are there. */
  readonly isDiverged?: boolean;
  /** Or epochs, where the panel's axis has these. */
  readonly iterations: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** Trajectories over the iterations, as far as `axisEnd` shows them. */
export interface CurvePanel {
  readonly kind?: 'curves';
  readonly title: string;
  /** The metric in words, with its unit if it has one: `component norm`. */
  readonly yTitle: string;
  /** What `group` stands for, the legend's title: `init std`. */
  readonly groupTitle?: string;
  /** What `variant` stands for, the title of the legend of dashes; empty where the variants name it themselves. */
  readonly variantTitle?: string;
  /** Why the curves are not drawn: nothing would tell them apart, or no run records them. */
  readonly refusal?: string;
  /** Empty as long as no run has recorded anything; the panel then says so. */
  readonly curves: readonly Curve[];
  /** Numbers of the runs that they are of; panels of the same runs share their iteration axis. */
  readonly runs?: readonly number[];
  /**
   * One line a seed (default), or what summarizes curves of one look: their median with a band from the smallest to the largest
   * value or over their middle half, or their mean with a band of one population standard deviation to either side.
   */
  readonly seeds?: 'lines' | 'band' | 'quartiles' | 'deviation';
  /** What the runs differ in that a band summarizes, in words: `task label`, `seed`. Default: it goes without saying. */
  readonly over?: readonly string[];
  /** What the axis counts. Default: iterations. */
  readonly xUnit?: 'iterations' | 'epochs';
  readonly references?: readonly Reference[];
  /** Whether curves of all looks have the same bold seed, where all have it: they are compared seed by seed. */
  readonly pairsSeeds?: boolean;
  /** Drawn dashed, each in the colour of the curve of its rank or group, until that curve has risen; axes leave it out of account. */
  readonly theory?: { readonly title: string; readonly curves: readonly Curve[] };
  /** Default: linear. A logarithmic one starts at the first iteration after 0. */
  readonly xScale?: ScaleKind;
  /** Default: linear. On a logarithmic one, values that are not positive lie below the panel. */
  readonly yScale?: ScaleKind;
}

/** What runs end with at one place of an axis. */
export interface FinalPoint {
  /** On the axis, or the index of one of the panel's `xLabels`. */
  readonly x: number;
  /** Infinity where there is no finite one. */
  readonly value: number;
  /** Ends of its bar, `low <= value <= high`; both are the value where it has none. */
  readonly low: number;
  readonly high: number;
  /** How many runs it is of. */
  readonly runs: number;
  /** How many runs a mean leaves out: they diverged, or have no finite value. Default: 0. */
  readonly lost?: number;
}

/** Points of one colour and dash, by `x`. */
export interface FinalLine {
  /** What its colour stands for. */
  readonly group?: string;
  /** What tells it apart from others of its group. */
  readonly variant?: string;
  readonly points: readonly FinalPoint[];
  /** What theory says at these places. */
  readonly theory: readonly { readonly x: number; readonly value: number }[];
}

/** What runs end with, against an axis. */
export interface FinalPanel {
  readonly kind: 'final';
  readonly title: string;
  readonly xTitle: string;
  /** The value in words, with its unit if it has one: `final reconstruction error`. */
  readonly yTitle: string;
  readonly groupTitle?: string;
  readonly variantTitle?: string;
  readonly refusal?: string;
  /**
   * Medians over the runs at a place, with bars that reach over all of them or over their middle half; means with bars of one
   * population standard deviation to either side; or one point a run.
   */
  readonly seeds: 'range' | 'quartiles' | 'deviation' | 'points';
  /** What the runs at a place differ in, in words: `task label`, `seed`. Default: it goes without saying. */
  readonly over?: readonly string[];
  readonly references?: readonly Reference[];
  /** Whether bars reach farther by the runs' own errors. */
  readonly hasErrors: boolean;
  /** Values that are not drawn, since their error is larger than the panel wants. */
  readonly leftOut?: { readonly values: number; readonly of: number; readonly mostError: number };
  /** Of values that are no numbers, in their order along the axis. */
  readonly xLabels?: readonly string[];
  readonly xScale?: ScaleKind;
  /** On a logarithmic one, values that are not positive lie below the panel. */
  readonly yScale?: ScaleKind;
  /** Columns that it takes; default: one. */
  readonly span?: number;
  /** Empty as long as no run has ended. */
  readonly lines: readonly FinalLine[];
}

/** One cell of a heat map. */
export interface HeatmapCell {
  /** One of the panel's `xLabels`, and of its `yLabels`. */
  readonly x: string;
  readonly y: string;
  /** Infinity where there is no finite one. */
  readonly value: number;
}

/** A value for every cell of two axes, as a colour. Panels of equal `valueTitle` and `scale` share their colours. */
export interface HeatmapPanel {
  readonly kind: 'heatmap';
  readonly title: string;
  /** Why the map is not drawn. */
  readonly refusal?: string;
  readonly xTitle: string;
  readonly yTitle: string;
  /** The colour scale's, with its unit if it has one: `final reconstruction error, median over seeds`. */
  readonly valueTitle: string;
  /** Of the colours; default: linear. On a logarithmic one, values that are not positive have the lowest colour. */
  readonly scale?: ScaleKind;
  /** From left to right, and from bottom to top. */
  readonly xLabels: readonly string[];
  readonly yLabels: readonly string[];
  /** Cells that are left out stay white. */
  readonly cells: readonly HeatmapCell[];
}

/** A place of an axis, from 0 at its beginning to 1, and what it says there. */
export interface PlaceTick {
  readonly at: number;
  readonly label: string;
}

/** An axis on which points lie anywhere. */
export interface PlaneAxis {
  readonly title: string;
  /** Default: linear. */
  readonly scale?: ScaleKind;
  /** In place of a scale, where some values are no numbers, or they are few: points lie from 0 to 1. */
  readonly ticks?: readonly PlaceTick[];
}

export interface PlanePoint {
  readonly x: number;
  /** A point without a finite one is a cross above the plot. */
  readonly y: number;
  /** As a colour, where the panel has a `valueTitle`. */
  readonly value?: number;
  /** Drawn larger, above the others. */
  readonly isMarked?: boolean;
}

/** Points in the plane of two axes, perhaps with a surface below them. */
export interface ScatterPanel {
  readonly kind: 'scatter';
  readonly title: string;
  readonly refusal?: string;
  readonly x: PlaneAxis;
  readonly y: PlaneAxis;
  /** What colours stand for. Default: they stand for nothing. */
  readonly valueTitle?: string;
  /** Of the colours; default: linear. */
  readonly scale?: ScaleKind;
  readonly points: readonly PlanePoint[];
  /** Corners of a line, in the order in which it runs through them. */
  readonly line?: readonly Pick<PlanePoint, 'x' | 'y'>[];
  /**
   * Colours between `ends`, in equal steps of the axes' scales: `columns * rows` values, row after row from the bottom.
   */
  readonly surface?: {
    readonly columns: number;
    readonly rows: number;
    readonly ends: Readonly<Record<'x' | 'y', readonly [low: number, high: number]>>;
    readonly values: ArrayLike<number>;
  };
}

/** A bar to the right for each of some things. */
export interface BarPanel {
  readonly kind: 'bars';
  readonly title: string;
  readonly refusal?: string;
  /** What the bars' length stands for. */
  readonly xTitle: string;
  /** From top to bottom. A whisker reaches from `low` to `high`. */
  readonly bars: readonly {
    readonly label: string;
    readonly value: number;
    readonly low: number;
    readonly high: number;
  }[];
}

/** Points of a space of many axes, each a line through its places on all of them. */
export interface ParallelPanel {
  readonly kind: 'parallel';
  readonly title: string;
  readonly refusal?: string;
  /** What colours stand for. */
  readonly valueTitle: string;
  /** Of the colours; default: linear. */
  readonly scale?: ScaleKind;
  /** From left to right. Ticks are between 0, at the bottom, and 1. */
  readonly axes: readonly {
    readonly title: string;
    readonly ticks: readonly PlaceTick[];
  }[];
  /** Those that are drawn last lie on top. */
  readonly lines: readonly {
    readonly places: readonly number[];
    readonly value: number;
    readonly isMarked?: boolean;
  }[];
  /** Columns that it takes; default: one. */
  readonly span?: number;
}

/** What the axes of a search say, rather than a sweep's runs one by one. */
export type AnalysisPanel = ScatterPanel | BarPanel | ParallelPanel;

export type FigurePanel = CurvePanel | FinalPanel | HeatmapPanel | AnalysisPanel;

export interface Figure {
  readonly caption: string;
  /** Panels a row; all of them in one row by default. */
  readonly columns?: number;
  readonly panels: readonly FigurePanel[];
  /** Metrics in words that it would draw beside others, if a run recorded them. Default: none. */
  readonly unrecorded?: readonly string[];
  /** The runs that its panels are of, each once, for the caption to tell what became of them. */
  readonly runs?: readonly DrawnRun[];
}

export interface DrawnRun {
  readonly runId: number;
  readonly status?: RunState | undefined;
}

export const isHeatmap = (panel: FigurePanel): panel is HeatmapPanel => panel.kind === 'heatmap';
export const isFinalPanel = (panel: FigurePanel): panel is FinalPanel => panel.kind === 'final';
export const isCurvePanel = (panel: FigurePanel): panel is CurvePanel =>
  panel.kind === undefined || panel.kind === 'curves';
export const isAnalysis = (panel: FigurePanel): panel is AnalysisPanel =>
  panel.kind === 'scatter' || panel.kind === 'bars' || panel.kind === 'parallel';
