/** What images of Pathfinder are drawn with (Linsley et al. 2018; the numbers are those of Razin et al. 2022). */
import { InputError } from '@ranksweep/core';

/** Lengths are in pixels of the window. */
export interface PathfinderParameters {
  /** Dashes of each of the two long paths. */
  readonly length: number;
  /** Height and width of the images. */
  readonly size: number;
  /** Height and width of what is drawn, which is then made smaller; a multiple of `size`. */
  readonly window: number;
  /** Nothing begins or ends nearer to the border. */
  readonly padding: number;
  /** The larger, the straighter: a path turns by at most 1 / (4 * continuity) of a full turn from dash to dash. */
  readonly continuity: number;
  /** Points that are looked at in each row and column of a pixel. */
  readonly antialias: number;
  /** Brightness of dashes, where that of markers is 1. */
  readonly contrast: number;
  readonly markerRadius: number;
  /** From the beginning of the first long path to that of the second. The first one is twice as far from the border. */
  readonly seedDistance: number;
  readonly paddleLength: number;
  readonly paddleThickness: number;
  /** Half the gap between two dashes of a path, and half of what paths keep between each other. */
  readonly margin: number;
  /** How often another turn is tried where a dash does not fit. */
  readonly paddleRetrials: number;
  /** How often a distractor that does not fit is begun anew before it is left out. */
  readonly distractorRetrials: number;
  /** Dashes of a distractor. */
  readonly distractorLength: number;
  /** Number of distractors. */
  readonly distractors: number;
}

/** What the window of the paper is. */
const WINDOW = 300;
/** Dashes of all distractors there. */
const DISTRACTOR_DASHES = 90;

/** Shorter dashes, gaps and discs cannot be told apart once the window is drawn at half its size. */
const LEAST = { markerRadius: 3, paddleLength: 4, paddleThickness: 2, margin: 2 } as const;

/**
 * Whatever is not given is the paper's, in a window of 300 pixels that is drawn at half its size. In another one, all lengths grow
 * or shrink with its side, dashes, gaps and markers not below what can still be told apart, and the number of distractors with its area.
 * The long paths begin at least two dashes and gaps apart.
 * @throws InputError that names a parameter that does not fit the others
 */
export function pathfinderParameters(
  asked: Pick<PathfinderParameters, 'length'> & Partial<PathfinderParameters>,
): PathfinderParameters {
  const size = asked.size ?? WINDOW / 2;
  const window = asked.window ?? 2 * size;
  const scale = window / WINDOW;
  const scaled = (pixels: number, least: number): number => Math.max(least, Math.round(pixels * scale));
  const {
    markerRadius = scaled(3, LEAST.markerRadius),
    paddleLength = scaled(5, LEAST.paddleLength),
    paddleThickness = scaled(2, LEAST.paddleThickness),
    margin = scaled(3, LEAST.margin),
  } = asked;
  const parameters: PathfinderParameters = {
    padding: scaled(22, Math.ceil(markerRadius)),
    continuity: 1.8,
    antialias: 2,
    contrast: 1,
    seedDistance: scaled(27, Math.ceil(2 * (paddleLength + margin))),
    paddleRetrials: 2,
    distractorRetrials: 4,
    distractorLength: Math.max(1, Math.floor(asked.length / 3)),
    distractors: Math.ceil((DISTRACTOR_DASHES / asked.length) * scale * scale),
    ...asked,
    size,
    window,
    markerRadius,
    paddleLength,
    paddleThickness,
    margin,
  };
  requireSound(parameters);
  return parameters;
}

const ANY = Number.MAX_SAFE_INTEGER;
/** Bounds of each parameter; whole numbers but for those in `FRACTIONS`. */
const BOUNDS: Readonly<Record<keyof PathfinderParameters, readonly [number, number]>> = {
  length: [2, 1000],
  size: [8, 1024],
  window: [8, 4096],
  padding: [0, 2048],
  continuity: [0.5, 1000],
  antialias: [1, 16],
  contrast: [0, 1],
  markerRadius: [0.5, 1000],
  seedDistance: [0, 2048],
  paddleLength: [0.5, 1000],
  paddleThickness: [0.5, 1000],
  margin: [0, 1000],
  paddleRetrials: [0, ANY],
  distractorRetrials: [0, ANY],
  distractorLength: [1, 1000],
  distractors: [0, 10_000],
};
const FRACTIONS: ReadonlySet<string> = new Set<keyof PathfinderParameters>([
  'continuity',
  'contrast',
  'markerRadius',
  'paddleLength',
  'paddleThickness',
  'margin',
]);

function requireSound(parameters: PathfinderParameters): void {
  for (const [name, [least, most]] of Object.entries(BOUNDS)) {
    const value = parameters[name as keyof PathfinderParameters];
    const isFraction = FRACTIONS.has(name);
    if (value >= least && value <= most && (isFraction || Number.isInteger(value))) continue;
    const range = most === ANY ? `from ${least} on` : `from ${least} to ${most}`;
    throw new InputError(`${name}: expected a ${isFraction ? '' : 'whole '}number ${range}, found ${value}`);
  }
  const { size, window, seedDistance, padding } = parameters;
  if (window % size !== 0) {
    throw new InputError(`window: expected a multiple of the size ${size}, found ${window}`);
  }
  if (4 * seedDistance >= window || 2 * padding >= window) {
    throw new InputError(
      `window: expected more than four times the seedDistance ${seedDistance} and twice the padding ${padding}, found ${window}`,
    );
  }
}
