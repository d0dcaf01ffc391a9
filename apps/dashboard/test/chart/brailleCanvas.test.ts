import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brailleCanvas, dotted, drawLine, solid, type BrailleCanvas } from '../../src/chart/brailleCanvas.ts';
import { dotsIn } from './support.ts';

/** Rows of text, blank cells as spaces. */
function drawn(canvas: BrailleCanvas): string[] {
  const rows = Array.from({ length: canvas.dotsHigh / 4 }, () =>
    new Array<string>(canvas.dotsWide / 2).fill(' '),
  );
  for (const { column, row, character } of canvas.cells()) rows[row]![column] = character;
  return rows.map((row) => row.join(''));
}
const bits = [0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80];
const isSet = (canvas: BrailleCanvas, x: number, y: number): boolean =>
  (dotsIn(drawn(canvas)[y >> 2]![x >> 1]!) & bits[(x & 1) * 4 + (y & 3)]!) !== 0;

describe('brailleCanvas', () => {
  it('joins the dots of a cell, which has the colour of the last', () => {
    const canvas = brailleCanvas({ width: 1, height: 1 });
    canvas.setDot(0, 0, 1);
    canvas.setDot(1, 3, 2);
    expect(canvas.cells()).toEqual([{ column: 0, row: 0, character: '⢁', color: 2 }]);
  });

  it('has every dot in its place and leaves out those outside', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2, max: 8 }), fc.integer({ min: -2, max: 10 }), (x, y) => {
        const canvas = brailleCanvas({ width: 3, height: 2 });
        canvas.setDot(x, y);
        const inside = x >= 0 && x < 6 && y >= 0 && y < 8;
        expect(canvas.cells()).toHaveLength(inside ? 1 : 0);
        if (inside) expect(isSet(canvas, x, y)).toBe(true);
      }),
    );
  });
});

describe('drawLine', () => {
  it('draws lines', () => {
    const canvas = brailleCanvas({ width: 6, height: 2 });
    drawLine(canvas, { x: 0, y: 7 }, { x: 11, y: 0 }, { dashes: solid });
    drawLine(canvas, { x: 0, y: 0 }, { x: 11, y: 0 }, { dashes: dotted });
    expect(drawn(canvas)).toEqual(['⠁⠈ ⣁⠜⠊', '⡠⠔⠉   ']);
  });

  it('draws both ends and an unbroken line between them, however far the ends lie outside', () => {
    const end = fc.record({ x: fc.integer({ min: -30, max: 50 }), y: fc.integer({ min: -30, max: 50 }) });
    fc.assert(
      fc.property(end, end, (from, to) => {
        const canvas = brailleCanvas({ width: 10, height: 5 });
        // The slow twin: the same dots on a canvas that holds all of the line.
        const whole = brailleCanvas({ width: 50, height: 25 });
        const shifted = ({ x, y }: typeof from): typeof from => ({ x: x + 40, y: y + 40 });
        drawLine(canvas, from, to, { dashes: solid });
        drawLine(whole, shifted(from), shifted(to), { dashes: solid });
        const dots = (other: BrailleCanvas, dx: number): string[] =>
          Array.from({ length: 20 }, (_, y) =>
            Array.from({ length: 20 }, (__, x) => (isSet(other, x + dx, y + dx) ? '#' : '.')).join(''),
          );
        expect(dots(canvas, 0)).toEqual(dots(whole, 40));
        expect(isSet(whole, from.x + 40, from.y + 40) && isSet(whole, to.x + 40, to.y + 40)).toBe(true);
      }),
      {
        numRuns: 30,
        examples: [
          [
            { x: 45, y: 23 },
            { x: 3, y: 2 },
          ],
        ],
      },
    );
  });

  it('takes no longer for ends that are far away, and nothing for ends that are nowhere', () => {
    const canvas = brailleCanvas({ width: 2, height: 1 });
    const reached: number[] = [];
    const dashes = (step: number): boolean => reached.push(step) > 0;
    drawLine(canvas, { x: -1e9, y: 1 }, { x: 1e9, y: 1 }, { dashes });
    expect(reached.length).toBeLessThan(10);
    drawLine(brailleCanvas({ width: 2, height: 1 }), { x: 1, y: 1e9 }, { x: 1, y: -1e9 }, { dashes });
    expect(reached.length).toBeLessThan(20);
    expect(drawn(canvas)).toEqual(['⠒⠒']);
    drawLine(canvas, { x: NaN, y: 0 }, { x: Infinity, y: 0 }, { dashes: solid });
    expect(drawn(canvas)).toEqual(['⠒⠒']);
  });

  it('goes on with its dashes from one line to the next', () => {
    const [once, twice] = [brailleCanvas({ width: 8, height: 1 }), brailleCanvas({ width: 8, height: 1 })];
    drawLine(once, { x: 0, y: 0 }, { x: 15, y: 0 }, { dashes: dotted });
    const step = drawLine(twice, { x: 0, y: 0 }, { x: 7, y: 0 }, { dashes: dotted });
    drawLine(twice, { x: 7, y: 0 }, { x: 15, y: 0 }, { dashes: dotted }, step);
    expect(drawn(twice)).toEqual(drawn(once));
  });
});
