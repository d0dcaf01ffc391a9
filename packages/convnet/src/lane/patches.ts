/** The patches of the penalty, and those that gradients' cosines are measured for. */
import type { RandomStream } from '@ranksweep/core';
import type { Box, ImageTask } from '@ranksweep/data';
import { defaultPatches } from '../kind/canonical.ts';
import type { RegularizerConfig } from '../kind/schema.ts';
import type { Patches } from '../penalty/inputGradientPenalty.ts';

type Place = Pick<ImageTask, 'height' | 'width' | 'boxes'>;

/**
 * One pair, as the paper draws it: the two images of a pair in either order; elsewhere small squares, P uniformly, and Q uniformly
 * among those that are far enough from P.
 * Source: Razin et al. 2022, section 7.
 */
export function drawPatches(place: Place, regularizer: RegularizerConfig, stream: RandomStream): Patches {
  const { boxes } = place;
  if (boxes !== undefined) return stream.integer(2) === 0 ? boxes : [boxes[1], boxes[0]];
  const { size, distance, adjacent } = regularizer.patches ?? defaultPatches;
  return drawSquares(
    [{ ...place, top: 0, left: 0 }],
    { size, least: distance, most: adjacent ? distance : Infinity },
    stream,
  )!;
}

export interface Squares {
  readonly size: number;
  /** Pixels between the two: the larger of those between their rows and between their columns. */
  readonly least: number;
  readonly most: number;
}

/**
 * Two squares within the boxes. The first is uniform among those that have a second one.
 * @returns undefined where there are none
 */
export function drawSquares(
  boxes: readonly Box[],
  { size, least, most }: Squares,
  stream: RandomStream,
): Patches | undefined {
  const { tops, lefts } = cornersIn(boxes, size);
  const isApart = (i: number, j: number): boolean => {
    const between = Math.max(Math.abs(tops[i]! - tops[j]!), Math.abs(lefts[i]! - lefts[j]!)) - size;
    return between >= least && between <= most;
  };
  const square = (i: number): Box => ({ top: tops[i]!, left: lefts[i]!, height: size, width: size });
  const all = Int32Array.from(tops.keys());
  for (let firsts = all; firsts.length > 0;) {
    const P = firsts[stream.integer(firsts.length)]!;
    const seconds = all.filter((i) => isApart(P, i));
    if (seconds.length > 0) return [square(P), square(seconds[stream.integer(seconds.length)]!)];
    firsts = firsts.filter((i) => i !== P);
  }
  return undefined;
}

/** Where squares of a size may stand: the rows and columns of their upper left pixels. */
function cornersIn(boxes: readonly Box[], size: number): { tops: Int32Array; lefts: Int32Array } {
  const corners = boxes.flatMap(({ top, left, height, width }) => {
    const [rows, columns] = [Math.max(0, height - size + 1), Math.max(0, width - size + 1)];
    return Array.from({ length: rows * columns }, (_, i) => [
      top + Math.floor(i / columns),
      left + (i % columns),
    ]);
  });
  return {
    tops: Int32Array.from(corners, ([top]) => top!),
    lefts: Int32Array.from(corners, ([, left]) => left!),
  };
}
