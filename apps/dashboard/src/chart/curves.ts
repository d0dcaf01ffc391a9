/** Thinned curves on a canvas of dots. */
import { dotted, drawLine, solid, type BrailleCanvas, type Dot } from './brailleCanvas.ts';
import type { Thinned } from './downsample.ts';
import { placeOn, type Scale } from './scale.ts';
import type { ColorIndex } from './spans.ts';

export interface Curve {
  readonly points: Thinned;
  readonly color?: ColorIndex;
  readonly dashed?: boolean;
}

/** Curves drawn first lie below: dashed ones, which are broader in meaning than in dots, and then the later of the list. */
export function drawCurves(canvas: BrailleCanvas, curves: readonly Curve[], scale: Scale): void {
  const backwards = curves.toReversed();
  const isDashed = ({ dashed = false }: Curve): boolean => dashed;
  const ordered = [...backwards.filter(isDashed), ...backwards.filter((curve) => !isDashed(curve))];
  for (const curve of ordered) drawCurve(canvas, curve, scale);
}

function drawCurve(canvas: BrailleCanvas, { points, color, dashed = false }: Curve, scale: Scale): void {
  const dots = dotsOf(points, scale, canvas.dotsHigh);
  const stroke = { dashes: dashed ? dotted : solid, ...(color === undefined ? {} : { color }) };
  let step = 0;
  dots.forEach((dot, i) => {
    if (dot === undefined) return;
    const [previous, next] = [dots[i - 1], dots[i + 1]];
    if (previous !== undefined) step = drawLine(canvas, previous, dot, stroke, step);
    else if (next === undefined) drawPoint(canvas, dot, color);
  });
  if (dashed) drawExtremes(canvas, points, dots, { scale, ...(color === undefined ? {} : { color }) });
}

/** By point; undefined at gaps. */
export function dotsOf({ columns, values }: Thinned, scale: Scale, dotsHigh: number): (Dot | undefined)[] {
  const height = placeOn(scale, dotsHigh);
  return columns.map((x, i) =>
    Number.isNaN(values[i]) ? undefined : { x, y: dotsHigh - 1 - height(values[i]!) },
  );
}

/** A point without neighbours would hardly be seen as one dot. */
function drawPoint(canvas: BrailleCanvas, { x, y }: Dot, color?: ColorIndex): void {
  const left = Math.min(x, Math.max(0, canvas.dotsWide - 2));
  const top = Math.min(y, Math.max(0, canvas.dotsHigh - 2));
  for (const [dx, dy] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const)
    canvas.setDot(left + dx, top + dy, color);
}

/** They may have fallen between the dots of a dashed curve. */
function drawExtremes(
  canvas: BrailleCanvas,
  { values }: Thinned,
  dots: readonly (Dot | undefined)[],
  { scale, color }: { readonly scale: Scale; readonly color?: ColorIndex },
): void {
  const inside = values.filter((value) => value >= scale.low && value <= scale.high);
  for (const extreme of [Math.min(...inside), Math.max(...inside)]) {
    const dot = dots[values.indexOf(extreme)];
    if (dot !== undefined) canvas.setDot(dot.x, dot.y, color);
  }
}
