/** All that a page needs to draw a figure and to switch its axes: Vega specifications, and the rows that they share. */
import { gzipSync } from 'node:zlib';
import type { Figure, FigurePanel, FigureWidth, ScaleKind } from '@ranksweep/plot';
import { compileVegaLite, isAnalysis, isCurvePanel, isHeatmap, vegaLiteSpec } from '@ranksweep/plot';
import type { TopLevelSpec } from 'vega-lite';
import { encodedTable, type EncodedTable, type Row } from './encodedTable.ts';
import { interactive } from './interactive.ts';

/** `given`: as the figure has it, panel by panel. */
export type Axis = 'given' | ScaleKind;
/** Beside each other on a page, or below each other on a phone. */
const widths: readonly FigureWidth[] = ['page', 'column'];

export interface Drawings {
  /** Rows by the name under which the specifications read them. */
  readonly tables: Readonly<Record<string, EncodedTable>>;
  /** Vega specifications. */
  readonly specs: readonly object[];
  /** By `linear log page`, the scales of iterations and values and the width, the index of the specification. */
  readonly views: Readonly<Record<string, number>>;
  /** What can be chosen, the first one being what the figure has. A figure without curves has nothing to choose. */
  readonly x: readonly Axis[];
  readonly y: readonly Axis[];
  /** Of which there are curves, ascending. */
  readonly seeds: readonly number[];
}

export function drawingsOf(figure: Figure): Drawings {
  const tables = new Pool<EncodedTable>();
  const specs = new Pool<object>();
  const curves = figure.panels.filter(isCurvePanel);
  const x = choices(curves.map(({ xScale = 'linear' }) => xScale));
  const y = choices(curves.map(({ yScale = 'linear' }) => yScale));
  const views: Record<string, number> = {};
  for (const xAxis of x) {
    for (const yAxis of y) {
      const drawn = withAxes(figure, xAxis, yAxis);
      const names = new LineNames();
      for (const width of widths) {
        const nameOf = (rows: readonly Row[]): string =>
          names.nameOf(rows, width, () => `rows-${tables.indexOf(encodedTable(rows))}`);
        const spec = interactive(vegaLiteSpec(drawn, { width, caption: 'none' }), nameOf);
        views[`${xAxis} ${yAxis} ${width}`] = specs.indexOf(compileVegaLite(spec as TopLevelSpec).spec);
      }
    }
  }
  const seeds = new Set(curves.flatMap((panel) => panel.curves.map(({ seed }) => seed)));
  return {
    tables: Object.fromEntries(tables.values.map((table, i) => [`rows-${i}`, table])),
    specs: specs.values,
    views,
    x: curves.length === 0 ? [] : x,
    y: curves.length === 0 ? [] : y,
    seeds: [...seeds].sort((a, b) => a - b),
  };
}

function choices(scales: readonly ScaleKind[]): Axis[] {
  const [first = 'linear', ...others] = new Set(scales);
  if (others.length > 0) return ['given', 'linear', 'log'];
  return first === 'linear' ? ['linear', 'log'] : ['log', 'linear'];
}

function withAxes(figure: Figure, x: Axis, y: Axis): Figure {
  const scaled = (panel: FigurePanel): FigurePanel => {
    if (isHeatmap(panel) || isAnalysis(panel)) return panel;
    return {
      ...panel,
      ...(x === 'given' || !isCurvePanel(panel) ? {} : { xScale: x }),
      ...(y === 'given' ? {} : { yScale: y }),
    };
  };
  return { ...figure, panels: figure.panels.map(scaled) };
}

/** As a page holds them: a fifth of their JSON. `browser/figures.js` unpacks it. */
export const packed = (drawings: Drawings): string => gzipSync(JSON.stringify(drawings)).toString('base64');

/** Points that are enough for a page are enough for a column, whose panels are no larger: both draw the same rows of lines. */
class LineNames {
  /** By what lines they are of, those of a page in the order of their layers. */
  readonly #ofPage = new Map<string, string[]>();

  nameOf(rows: readonly Row[], width: FigureWidth, named: () => string): string {
    const lines = linesIn(rows);
    if (lines === undefined) return named();
    const known = this.#ofPage.get(lines) ?? [];
    if (width === 'column') return known.shift() ?? named();
    const name = named();
    this.#ofPage.set(lines, [...known, name]);
    return name;
  }
}

/** Which lines rows are of, in their order; undefined for rows that are no points of lines. */
function linesIn(rows: readonly Row[]): string | undefined {
  const lines: string[] = [];
  for (const [i, row] of rows.entries()) {
    if (row.series === undefined) return undefined;
    if (row.series === rows[i - 1]?.series) continue;
    const { x: _, y: __, y2: ___, ...line } = row;
    lines.push(JSON.stringify(line));
  }
  return lines.join();
}

/** Values by their content: the same one has the same number. */
class Pool<Value> {
  readonly values: Value[] = [];
  readonly #numbers = new Map<string, number>();

  indexOf(value: Value): number {
    const text = JSON.stringify(value);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.values.length);
    return this.values.push(value) - 1;
  }
}
