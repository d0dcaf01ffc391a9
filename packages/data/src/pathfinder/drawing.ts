/** Draws a scene: grey levels, of which most are 0. */
import type { Dash, Point } from './geometry.ts';
import type { PathfinderParameters } from './parameters.ts';
import type { Path, Scene } from './scene.ts';

/** The pixels of an image that are not 0, in ascending order. */
export interface Ink {
  /** row * size + column; shape (count). */
  readonly positions: Uint32Array;
  /** 1 .. 255; shape (count). */
  readonly levels: Uint8Array;
}

const WHITE = 255;

/** Keeps the window, so that it is not allocated for every image. */
export class Drawing {
  readonly #parameters: PathfinderParameters;
  /** Shape (window, window). */
  readonly #window: Uint8Array;

  constructor(parameters: PathfinderParameters) {
    this.#parameters = parameters;
    this.#window = new Uint8Array(parameters.window ** 2);
  }

  /** Every pixel of the window has the share of its points that are covered; a pixel of the image has the mean of its pixels. */
  draw({ paths, distractors, markers }: Scene): Ink {
    return this.ink([...paths, ...distractors], markers);
  }

  /** The same of only some of a scene. */
  ink(paths: readonly Path[], markers: readonly Point[]): Ink {
    const { contrast, markerRadius, paddleThickness } = this.#parameters;
    this.#window.fill(0);
    const half = paddleThickness / 2;
    for (const path of paths) {
      for (const dash of path) this.#cover(boxOfDash(dash, half), inDash(dash, half), contrast);
    }
    for (const marker of markers) {
      this.#cover(boxOfDisc(marker, markerRadius), inDisc(marker, markerRadius), 1);
    }
    return this.#smaller();
  }

  #cover(
    { left, right, top, bottom }: Bounds,
    isInside: (x: number, y: number) => boolean,
    brightness: number,
  ): void {
    const { window, antialias } = this.#parameters;
    const last = window - 1;
    for (let row = Math.max(0, Math.floor(top)); row <= Math.min(last, bottom); row++) {
      for (let column = Math.max(0, Math.floor(left)); column <= Math.min(last, right); column++) {
        let covered = 0;
        for (let i = 0; i < antialias; i++) {
          for (let j = 0; j < antialias; j++) {
            if (isInside(column + (j + 0.5) / antialias, row + (i + 0.5) / antialias)) covered++;
          }
        }
        const at = row * window + column;
        const level = Math.round((WHITE * brightness * covered) / (antialias * antialias));
        if (level > this.#window[at]!) this.#window[at] = level;
      }
    }
  }

  #smaller(): Ink {
    const { window, size } = this.#parameters;
    const factor = window / size;
    const positions: number[] = [];
    const levels: number[] = [];
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        let sum = 0;
        for (let i = 0; i < factor; i++) {
          const start = (row * factor + i) * window + column * factor;
          for (let at = start; at < start + factor; at++) sum += this.#window[at]!;
        }
        const level = sum === 0 ? 0 : Math.round(sum / (factor * factor));
        if (level === 0) continue;
        positions.push(row * size + column);
        levels.push(level);
      }
    }
    return { positions: Uint32Array.from(positions), levels: Uint8Array.from(levels) };
  }
}

interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const boxOfDash = ({ from, to }: Dash, half: number): Bounds => ({
  left: Math.min(from.x, to.x) - half,
  right: Math.max(from.x, to.x) + half,
  top: Math.min(from.y, to.y) - half,
  bottom: Math.max(from.y, to.y) + half,
});

const boxOfDisc = ({ x, y }: Point, radius: number): Bounds => ({
  left: x - radius,
  right: x + radius,
  top: y - radius,
  bottom: y + radius,
});

/** A rectangle: strokes end straight. */
function inDash({ from, to }: Dash, half: number): (x: number, y: number) => boolean {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = dx * dx + dy * dy;
  const most = half * half * squared;
  return (x, y) => {
    const [ex, ey] = [x - from.x, y - from.y];
    const forward = ex * dx + ey * dy;
    const sideways = ex * dy - ey * dx;
    return forward >= 0 && forward <= squared && sideways * sideways <= most;
  };
}

const inDisc =
  (center: Point, radius: number) =>
  (x: number, y: number): boolean =>
    (x - center.x) ** 2 + (y - center.y) ** 2 <= radius * radius;
