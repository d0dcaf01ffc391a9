/** A figure as plain data: what `vegaLiteSpec` draws, whoever collected it. */

/** One trajectory of one metric. `iterations` ascends; a value that is not finite leaves a gap. */
export interface Curve {
  /** Of a ranked metric: 1 is the largest value. */
  readonly rank?: number;
  readonly seed: number;
  /** Of an unranked metric: what tells the curve from its neighbours, such as `0.005`. */
  readonly group?: string;
  readonly iterations: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** Something that happened at one iteration; drawn as a faint vertical rule. */
export interface FigureEvent {
  readonly iteration: number;
}

export interface FigurePanel {
  readonly title: string;
  /** The metric in words: `component norm`. */
  readonly yTitle: string;
  /** What `group` stands for, the legend's title: `init std`. */
  readonly groupTitle?: string;
  /** Empty as long as no run has recorded anything; the panel then says so. */
  readonly curves: readonly Curve[];
  readonly events?: readonly FigureEvent[];
}

export interface Figure {
  readonly caption: string;
  /** Panels a row; all of them in one row by default. */
  readonly columns?: number;
  readonly panels: readonly FigurePanel[];
}
