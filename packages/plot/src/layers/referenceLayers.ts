/** Horizontal lines at known values, each with its label where the fewest curves and points are. */
import { placeOn } from '../axes/axisPlace.ts';
import type { Reference, ScaleKind } from '../figure.ts';
import { textWidth } from '../output/font.ts';
import { clamp } from '../axes/range.ts';
import { fontSize, ink, referenceLine } from '../style.ts';

export interface ReferencePlace {
  readonly y: object;
  readonly yScale: ScaleKind;
  /** Of the axis. */
  readonly domain: readonly [low: number, high: number];
  /** Pixels. */
  readonly plotWidth: number;
  readonly plotHeight: number;
  /** What is drawn besides, in pixels from the upper left corner: labels keep away from it. */
  readonly drawn: readonly Path[];
}

/** Points from left to right. */
export type Path = readonly Pixel[];

interface Pixel {
  readonly x: number;
  readonly y: number;
}

interface Layers {
  readonly below: readonly object[];
  /** Above all that is drawn. */
  readonly above: readonly object[];
}

export function referenceLayers(references: readonly Reference[] = [], place: ReferencePlace): Layers {
  const { y, yScale, plotWidth } = place;
  const shown = references.filter(({ value }) => yScale !== 'log' || value > 0);
  if (shown.length === 0) return { below: [], above: [] };
  const text = (label: PlacedLabel, look: object): object => ({
    data: { values: [{}] },
    mark: {
      type: 'text',
      text: label.text,
      align: 'left',
      baseline: 'alphabetic',
      fontSize: fontSize.reference,
      limit: plotWidth,
      ...look,
    },
    encoding: { x: { value: label.left }, y: { value: label.bottom - DESCENT } },
  });
  const labels = placedLabels(shown, place);
  return {
    below: [
      {
        data: { values: shown.map(({ value }) => ({ y: value })) },
        mark: { type: 'rule', ...referenceLine },
        encoding: { y },
      },
    ],
    above: labels.flatMap((label) => [
      text(label, { stroke: 'white', strokeWidth: HALO, strokeOpacity: 0.9, strokeJoin: 'round' }),
      text(label, { color: ink.text }),
    ]),
  };
}

const HALO = 3;
/** Pixels: what letters such as p reach below their line, and what is free between a line and its label. */
const DESCENT = 2;
const GAP = 1.5;
/** Between the plot and its title. */
const FREE_ABOVE = 9;
/** Between the places at which paths are looked at. */
const STEP = 3;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface PlacedLabel extends Box {
  readonly text: string;
}

/** The highest line first. */
function placedLabels(references: readonly Reference[], place: ReferencePlace): PlacedLabel[] {
  const { yScale, domain, plotWidth, plotHeight, drawn } = place;
  const [low, high] = domain;
  const up = placeOn({ kind: yScale, low, high, pixels: plotHeight });
  const points = drawn.flatMap(along);
  const lines = references
    .map(({ value, label }) => ({ label, at: plotHeight - up(value) }))
    .sort((a, b) => a.at - b.at);
  const placed: PlacedLabel[] = [];
  for (const { label, at } of lines) {
    const boxes = boxesFor(label, at, plotWidth);
    const costs = boxes.map((box) => {
      const hidden = points.filter((point) => contains(box, point)).length;
      const crossed = lines.filter((line) => line.at !== at && line.at > box.top && line.at < box.bottom);
      // Labels stand in the order of their lines.
      const covered = placed.filter((other) => overlap(box, other) || box.top < other.top);
      const outside = box.top < -FREE_ABOVE || box.bottom > plotHeight ? 1 : 0;
      return hidden + WORSE * (crossed.length + outside) + WORST * covered.length;
    });
    const best = boxes[costs.indexOf(Math.min(...costs))]!;
    placed.push({ text: label, ...best });
  }
  return placed;
}

/** Points under a label that weigh as much as another line through it, or as another label there or below it. */
const WORSE = 30;
const WORST = 1000;

/**
 * Places for a label: above its line and below it, at the right, at the left and between; then with another label between it and its
 * line. The first ones are preferred.
 */
function boxesFor(label: string, at: number, plotWidth: number): Box[] {
  const width = Math.min(plotWidth, textWidth(label, fontSize.reference));
  const height = fontSize.reference + DESCENT;
  const room = plotWidth - width;
  const lefts = [1, 0, 0.75, 0.5, 0.25].map((share) =>
    clamp(share * room, { least: Math.min(GAP, room), most: Math.max(0, room - GAP) }),
  );
  return [0, height].flatMap((away) =>
    lefts.flatMap((left) =>
      [at - GAP - away, at + GAP + height + away].map((bottom) => ({
        left,
        right: left + width,
        top: bottom - height,
        bottom,
      })),
    ),
  );
}

/** Points of a path, and more between them. */
const along = (path: Path): Pixel[] =>
  path.flatMap((to, i) => {
    const from = path[i - 1] ?? to;
    const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / STEP));
    return Array.from({ length: steps }, (_, k) => ({
      x: to.x + (k / steps) * (from.x - to.x),
      y: to.y + (k / steps) * (from.y - to.y),
    }));
  });

const contains = ({ left, right, top, bottom }: Box, { x, y }: Pixel): boolean =>
  x >= left && x <= right && y >= top && y <= bottom;

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
