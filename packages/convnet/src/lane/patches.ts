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
  return drawSquares([{ ...place, top: 0, left: 0 }], { size, least: distance, most: adjacent ? distance : Infinity }, stream)!;
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
export function drawSquares(boxes: readonly Box[], { size, least, most }: Squares, stream: RandomStream): Patches | undefined {
  const places = boxes.flatMap((box) => squaresIn(box, size));
  const far = ({ top, left }: Box, other: Box): boolean => {
    const between = Math.max(Math.abs(top - other.top), Math.abs(left - other.left)) - size;
    return between >= least && between <= most;
  };
  const left = Int32Array.from(places, (_, i) => i);
  for (let { length } = left; length > 0; length--) {
    const drawn = stream.integer(length);
    const P = places[left[drawn]!]!;
    const others = places.filter((other) => far(P, other));
    if (others.length > 0) return [P, others[stream.integer(others.length)]!];
    left[drawn] = left[length - 1]!;
  }
  return undefined;
}

function squaresIn(box: Box, size: number): Box[] {
  const [rows, columns] = [box.height - size + 1, box.width - size + 1];
  if (rows < 1 || columns < 1) return [];
  return Array.from({ length: rows * columns }, (_, i) => ({
    top: box.top + Math.floor(i / columns),
    left: box.left + (i % columns),
    height: size,
    width: size,
  }));
}
