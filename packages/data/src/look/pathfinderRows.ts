/** Images of Pathfinder to look at, each over a drawing of its paths in colour, which tells the answer. */
import { Drawing, type Ink } from '../pathfinder/drawing.ts';
import { labelOf, sceneOf, seedsOf } from '../pathfinder/image.ts';
import type { PathfinderParameters } from '../pathfinder/parameters.ts';
import type { Path, Scene } from '../pathfinder/scene.ts';
import type { Photo } from './photoSheet.ts';
import type { GridRow } from './sheetGrid.ts';

export interface PathfinderExamples {
  readonly rows: readonly GridRow<Photo>[];
  /** How often the two long paths were begun, of an image, on average. */
  readonly tries: number;
  /** Distractors of an image, on average. */
  readonly distractors: number;
}

type Colour = readonly [red: number, green: number, blue: number];
const [WHITE, GREY, ORANGE, BLUE]: Colour[] = [
  [255, 255, 255],
  [110, 110, 110],
  [255, 160, 0],
  [80, 160, 255],
];

/** The first training images of a seed: two rows of each label. */
export function pathfinderExamples(
  parameters: PathfinderParameters,
  { seed, columns }: { readonly seed: number; readonly columns: number },
): PathfinderExamples {
  const count = ROWS.length * columns;
  const seeds = seedsOf({ seed, part: 'train', count });
  const scenes = Array.from(seeds, (imageSeed, i) => sceneOf(parameters, i, imageSeed));
  const mean = (of: (scene: Scene) => number): number =>
    scenes.reduce((sum, scene) => sum + of(scene), 0) / count;
  const drawing = new Drawing(parameters);
  const rows = ROWS.flatMap(({ label, from }) => {
    const chosen = scenes.filter((_, i) => labelOf(i) === label).slice(from * columns, (from + 1) * columns);
    return [
      {
        title: label === 1 ? 'one path' : 'two paths',
        images: chosen.map((scene) => mixed(parameters, [[drawing.draw(scene), WHITE!]])),
      },
      { title: 'which', images: chosen.map((scene) => mixed(parameters, layersOf(scene, drawing))) },
    ];
  });
  return {
    rows,
    tries: mean(({ tries }) => tries),
    distractors: mean(({ distractors }) => distractors.length),
  };
}

const ROWS = [
  { label: 1, from: 0 },
  { label: 1, from: 1 },
  { label: 0, from: 0 },
  { label: 0, from: 1 },
] as const;

type Layer = readonly [ink: Ink, colour: Colour];

function layersOf({ paths, distractors, markers }: Scene, drawing: Drawing): Layer[] {
  const ink = (some: readonly Path[]): Ink => drawing.ink(some, []);
  return [
    [ink(distractors), GREY!],
    [ink([paths[0]]), ORANGE!],
    [ink([paths[1]]), BLUE!],
    [drawing.ink([], markers), WHITE!],
  ];
}

function mixed({ size }: PathfinderParameters, layers: readonly Layer[]): Photo {
  const photo = new Uint8Array(size * size * 3);
  for (const [{ positions, levels }, colour] of layers) {
    for (const [n, position] of positions.entries()) {
      for (const [channel, strength] of colour.entries()) {
        const at = position * 3 + channel;
        photo[at] = Math.max(photo[at]!, Math.round((levels[n]! * strength) / 255));
      }
    }
  }
  return photo;
}
