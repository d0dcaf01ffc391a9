/** Where the paths of an image lie: two long ones, the markers on them, and distractors. Nothing is drawn here. */
import { exactCosSinTurns, InputError, type RandomStream } from '@ranksweep/core';
import { along, squaredDistance, type Dash, type Point } from './geometry.ts';
import type { PathfinderParameters } from './parameters.ts';

/** Dashes in the order in which they follow each other. */
export type Path = readonly Dash[];

export interface Scene {
  /** The two long paths. */
  readonly paths: readonly [Path, Path];
  readonly distractors: readonly Path[];
  /** One on the beginning of a long path, one on the end of the same path, or of the other. */
  readonly markers: readonly [Point, Point];
  /** How often the two long paths were begun. */
  readonly tries: number;
}

/** Beyond that, the window is too small for such paths. */
const MOST_TRIES = 10_000;
/** How many places a distractor is looked for where it may begin. */
const MOST_PLACES = 200;

/**
 * A path begins in any direction. It turns by an angle a whose density is proportional to cos(continuity * a)^2, up to the first
 * zero. Dashes keep away from all others by more than a gap's length. Two paths whose gaps crossed would have ends of dashes nearer to
 * each other than that, and so they never cross, be it in their gaps.
 * Source: Linsley et al. 2018, and the parameters of Razin et al. 2022.
 * @param isSamePath whether both markers are on one path
 * @throws InputError if the window has no room for the two long paths
 */
export function drawScene(
  parameters: PathfinderParameters,
  isSamePath: boolean,
  stream: RandomStream,
): Scene {
  const growth = new Growth(parameters, stream);
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    const paths = growth.twoPaths();
    if (paths === undefined) continue;
    const begins = stream.integer(2);
    const ends = isSamePath ? begins : 1 - begins;
    const markers = [paths[begins]![0]!.from, paths[ends]!.at(-1)!.to] as const;
    return { paths, markers, distractors: growth.distractors(), tries };
  }
  const { window, length } = parameters;
  throw new InputError(
    `window: expected room for two paths of ${length} dashes, found none in ${window} x ${window} pixels after ${MOST_TRIES} tries`,
  );
}

/** What is there of an image, and what may be added. */
class Growth {
  readonly #parameters: PathfinderParameters;
  readonly #stream: RandomStream;
  #paths: Path[] = [];
  readonly #clearance: number;

  constructor(parameters: PathfinderParameters, stream: RandomStream) {
    this.#parameters = parameters;
    this.#stream = stream;
    this.#clearance = (2 * parameters.margin + parameters.paddleThickness) ** 2;
  }

  /** Both grow by turns, a dash each. Undefined where one cannot go on. */
  twoPaths(): readonly [Path, Path] | undefined {
    const { window, seedDistance, length } = this.#parameters;
    const inside = window - 4 * seedDistance;
    const first: Point = {
      x: 2 * seedDistance + inside * this.#stream.uniform(),
      y: 2 * seedDistance + inside * this.#stream.uniform(),
    };
    const second = along(first, this.#direction(this.#stream.uniform()), seedDistance);
    const [one, other]: [Dash[], Dash[]] = [[], []];
    this.#paths = [one, other];
    if (!this.#begin(one, first) || !this.#begin(other, second)) return undefined;
    while (other.length < length) {
      if (!this.#extend(one) || !this.#extend(other)) return undefined;
    }
    return [one, other];
  }

  distractors(): Path[] {
    const { distractors, distractorRetrials } = this.#parameters;
    const long = this.#paths.length;
    for (let n = 0; n < distractors; n++) {
      for (let tries = 0; tries <= distractorRetrials && !this.#distractor(); tries++);
    }
    return this.#paths.slice(long);
  }

  #distractor(): boolean {
    const { window, padding, distractorLength } = this.#parameters;
    const path: Dash[] = [];
    this.#paths.push(path);
    for (let places = 0; places < MOST_PLACES && path.length === 0; places++) {
      const inside = window - 2 * padding;
      const start = {
        x: padding + inside * this.#stream.uniform(),
        y: padding + inside * this.#stream.uniform(),
      };
      this.#begin(path, start);
    }
    while (path.length > 0 && path.length < distractorLength && this.#extend(path));
    const isWhole = path.length === distractorLength;
    if (!isWhole) this.#paths.pop();
    return isWhole;
  }

  #begin(path: Dash[], from: Point): boolean {
    const to = along(from, this.#direction(this.#stream.uniform()), this.#parameters.paddleLength);
    return this.#add(path, { from, to });
  }

  #extend(path: Dash[]): boolean {
    const { paddleLength, margin, paddleRetrials } = this.#parameters;
    const { from, to } = path.at(-1)!;
    const last = { x: (to.x - from.x) / paddleLength, y: (to.y - from.y) / paddleLength };
    const joint = along(to, last, margin);
    for (let tries = 0; tries <= paddleRetrials; tries++) {
      const turn = this.#direction(this.#turn());
      const next = { x: last.x * turn.x - last.y * turn.y, y: last.x * turn.y + last.y * turn.x };
      const start = along(joint, next, margin);
      if (this.#add(path, { from: start, to: along(start, next, paddleLength) })) return true;
    }
    return false;
  }

  /** By how much a path turns, in full turns, 0 or more but less than 1. By rejection, half of what is drawn is taken. */
  #turn(): number {
    for (;;) {
      const quarter = this.#stream.uniform() / 4;
      const [cos] = exactCosSinTurns(quarter);
      const isLeft = this.#stream.uniform() < 0.5;
      if (this.#stream.uniform() >= cos * cos) continue;
      const turn = quarter / this.#parameters.continuity;
      return isLeft && turn > 0 ? 1 - turn : turn;
    }
  }

  #direction(turns: number): Point {
    const [x, y] = exactCosSinTurns(turns);
    return { x, y };
  }

  /** Only where it fits. A dash and the one before it are a gap apart in any case. */
  #add(path: Dash[], dash: Dash): boolean {
    const isFree =
      this.#isInside(dash.from) &&
      this.#isInside(dash.to) &&
      this.#paths.every((other) =>
        other.every(
          (there, n) =>
            (other === path && n === path.length - 1) || squaredDistance(there, dash) >= this.#clearance,
        ),
      );
    if (isFree) path.push(dash);
    return isFree;
  }

  #isInside({ x, y }: Point): boolean {
    const { window, padding } = this.#parameters;
    return x >= padding && x <= window - padding && y >= padding && y <= window - padding;
  }
}
