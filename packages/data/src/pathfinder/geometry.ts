/** Dashes and whether they keep apart. Coordinates are pixels of the window: x to the right, y downwards. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A straight stroke. */
export interface Dash {
  readonly from: Point;
  readonly to: Point;
}

export const along = ({ x, y }: Point, direction: Point, by: number): Point => ({
  x: x + by * direction.x,
  y: y + by * direction.y,
});

/** Squared distance of two dashes; 0 where they cross. */
export const squaredDistance = (a: Dash, b: Dash): number =>
  cross(a, b) ? 0 : Math.min(toPoint(a, b.from), toPoint(a, b.to), toPoint(b, a.from), toPoint(b, a.to));

function cross(a: Dash, b: Dash): boolean {
  return (
    side(a, b.from) * side(a, b.to) < 0 && side(b, a.from) * side(b, a.to) < 0 // each has the other's ends on both sides
  );
}

/** Positive on one side of the dash's line, negative on the other. */
const side = ({ from, to }: Dash, { x, y }: Point): number =>
  (to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x);

function toPoint({ from, to }: Dash, { x, y }: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const share = ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy);
  const nearest = Math.max(0, Math.min(1, share));
  const [ex, ey] = [x - from.x - nearest * dx, y - from.y - nearest * dy];
  return ex * ex + ey * ey;
}
