import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnOn } from '../../src/chart/axis.ts';
import { brailleCanvas } from '../../src/chart/brailleCanvas.ts';
import { drawCurves } from '../../src/chart/curves.ts';
import { downsample } from '../../src/chart/downsample.ts';
import { iterationScale, valueScale } from '../../src/chart/extent.ts';
import { lineChart } from '../../src/chart/lineChart.ts';
import { placeOn } from '../../src/chart/scale.ts';
import { plainText } from '../../src/chart/spans.ts';
import { anyNumber, anyText, dotsIn, finite, hasSize, kind, size, trajectoryOf } from './support.ts';

const anySeries = fc
  .tuple(trajectoryOf(anyNumber), anyText, fc.boolean())
  .map(([trajectory, label, dashed]) => ({ ...trajectory, label, dashed }));

describe('lineChart, whatever it is given', () => {
  it('has exactly its size', () => {
    const event = fc.record({ iteration: anyNumber, label: anyText });
    const options = fc.record({
      series: fc.array(anySeries, { maxLength: 6 }),
      events: fc.array(event, { maxLength: 6 }),
      xScale: kind,
      yScale: kind,
      yLabel: anyText,
      title: anyText,
    });
    fc.assert(
      fc.property(size, options, (cells, rest) => {
        expect(hasSize(lineChart({ ...cells, ...rest }), cells)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('takes iterations that are none', () => {
    const list = fc.array(anyNumber, { maxLength: 30 });
    fc.assert(
      fc.property(size, list, list, kind, kind, (cells, iterations, values, xScale, yScale) => {
        const series = [{ label: '1', iterations, values }];
        expect(hasSize(lineChart({ ...cells, series, xScale, yScale, yLabel: 'y' }), cells)).toBe(true);
      }),
    );
  });

  it('has a size of 200 x 60 and more', () => {
    const series = [{ label: '1', iterations: [0, 1e6], values: [0, 1] }];
    for (const cells of [
      { width: 200, height: 60 },
      { width: 999, height: 300 },
    ]) {
      expect(hasSize(lineChart({ ...cells, series, xScale: 'log', yScale: 'log', yLabel: '' }), cells)).toBe(
        true,
      );
    }
  });
});

describe('what a chart keeps', () => {
  const shown = trajectoryOf(finite, 1);

  it('draws the smallest and the largest value of the axis in their places', () => {
    fc.assert(
      fc.property(
        shown,
        fc.boolean(),
        kind,
        kind,
        size,
        (trajectory, dashed, xKind, yKind, { width, height }) => {
          const canvas = brailleCanvas({ width: width + 1, height: height + 1 });
          const x = iterationScale(xKind, [trajectory], []).scale;
          const y = valueScale(yKind, [trajectory]);
          drawCurves(
            canvas,
            [{ points: downsample(trajectory, { x, y, columns: canvas.dotsWide }), dashed }],
            y,
          );
          const cells = new Map(canvas.cells().map((cell) => [`${cell.column},${cell.row}`, cell.character]));
          const inside = Array.from(trajectory.values).filter((value) => value >= y.low && value <= y.high);
          for (const extreme of inside.length === 0 ? [] : [Math.min(...inside), Math.max(...inside)]) {
            const dotX = placeOn(
              x,
              canvas.dotsWide,
            )(trajectory.iterations[trajectory.values.indexOf(extreme)]!);
            const dotY = canvas.dotsHigh - 1 - placeOn(y, canvas.dotsHigh)(extreme);
            const bit = [0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80][(dotX & 1) * 4 + (dotY & 3)]!;
            expect(dotsIn(cells.get(`${dotX >> 1},${dotY >> 2}`) ?? ' ') & bit).toBe(bit);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('reaches with its curves from the first to the last row of a plot whose axis they span', () => {
    fc.assert(
      fc.property(
        shown,
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 6, max: 30 }),
        (trajectory, width, height) => {
          const most = Math.max(...trajectory.values.map(Math.abs));
          fc.pre(most > 0);
          const iterations = [
            ...trajectory.iterations,
            trajectory.iterations.at(-1)! + 1,
            trajectory.iterations.at(-1)! + 2,
          ];
          const series = [{ label: '', iterations, values: [...trajectory.values, most, 0] }];
          const options = { width, height, series, xScale: 'linear', yScale: 'linear', yLabel: 'y' } as const;
          const lines = plainText(lineChart(options)).split('\n');
          const dots = (row: number): number =>
            lines[row]!.split('').reduce((all, each) => all | dotsIn(each), 0);
          expect(dots(1) & 0x09).not.toBe(0);
          const lowest = height - 3;
          if (Math.min(...trajectory.values) >= 0) expect(dots(lowest) & 0xc0).not.toBe(0);
        },
      ),
    );
  });

  it('marks the column of every event', () => {
    const lists = fc.array(fc.nat(5000), { minLength: 1, maxLength: 12 });
    const rows = fc.integer({ min: 4, max: 20 });
    fc.assert(
      fc.property(
        trajectoryOf(anyNumber, 1),
        lists,
        kind,
        fc.integer({ min: 1, max: 100 }),
        rows,
        (trajectory, iterations, xScale, width, height) => {
          fc.pre(trajectory.values.some((value) => !Number.isNaN(value)));
          const series = [{ ...trajectory, label: '1' }];
          const events = iterations.map((iteration) => ({ iteration, label: 'rise' }));
          const text = plainText(
            lineChart({ width, height, series, events, xScale, yScale: 'linear', yLabel: 'y' }),
          );
          const lines = text.split('\n');
          const axis = /[─┬▼◆]+/.exec(lines[height - 2]!)!;
          const columnOf = columnOn(iterationScale(xScale, series, events).scale, axis[0].length);
          const expected = new Set(iterations.map((iteration) => axis.index + columnOf(iteration)));
          const marked = lines.flatMap((line) => [...line.matchAll(/◆/g)].map(({ index }) => index));
          expect(new Set(marked)).toEqual(expected);
        },
      ),
    );
  });

  it('tells of every point that it cannot draw in its place', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(1, 2, 0, NaN, Infinity, -Infinity), { minLength: 1 }),
        (values) => {
          fc.pre(values.some((value) => !Number.isNaN(value)));
          const count = (test: (value: number) => boolean): number => values.filter(test).length;
          const series = [{ label: '', iterations: values.map((_, i) => i), values }];
          const options = {
            width: 70,
            height: 8,
            series,
            xScale: 'linear',
            yScale: 'log',
            yLabel: '',
          } as const;
          const header = plainText(lineChart(options)).split('\n')[0]!.trim();
          const [above, below, gaps] = [
            count((v) => v === Infinity),
            count((v) => v <= 0),
            count(Number.isNaN),
          ];
          const parts = [above && `▲ ${above} inf`, below && `▼ ${below} ≤ 0`, gaps && `${gaps} NaN`];
          expect(header).toBe(parts.filter((part) => part !== 0).join('  '));
        },
      ),
    );
  });
});
