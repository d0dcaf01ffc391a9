/** What a chart is: lines of styled text, which any terminal library can print. */

/** What a `ColorIndex` is called in a terminal. */
export const palette = ['blueBright', 'cyan', 'green', 'yellow', 'red', 'magenta', 'white', 'gray'] as const;

/** Numbers a colour of `palette`; 0 to 4 go from cold to warm. */
export type ColorIndex = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

export interface Style {
  readonly color?: ColorIndex;
  readonly dim?: boolean;
  readonly bold?: boolean;
  readonly inverse?: boolean;
}

export interface Span extends Style {
  readonly text: string;
}

export type Line = readonly Span[];
export type Chart = readonly Line[];

/** The colour of the nth of several curves: neighbours differ, and grey is left to what is in the background. */
export function seriesColor(index: number): ColorIndex {
  const order: readonly ColorIndex[] = [4, 0, 2, 5, 3, 1, 6];
  return order[index % order.length]!;
}

export function plainText(chart: Chart): string {
  return chart.map((line) => line.map((span) => span.text).join('')).join('\n');
}
