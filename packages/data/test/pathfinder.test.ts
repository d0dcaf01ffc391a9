/** Pathfinder: what holds of the geometry of every image, what is drawn of it, and what is kept. */
import { readdirSync, readFileSync, writeFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, RandomStream } from '@ranksweep/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  currentSurroundings,
  pathfinderExamples,
  pathfinderParameters,
  pathfinderTask,
  type ImageSource,
  type ImageTask,
  type PathfinderOptions,
  type PathfinderParameters,
  type Surroundings,
} from '@ranksweep/data';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';
import { Drawing } from '../src/pathfinder/drawing.ts';
import { generate } from '../src/pathfinder/generate.ts';
import type { Dash, Point } from '../src/pathfinder/geometry.ts';
import { sceneOf, seedsOf } from '../src/pathfinder/image.ts';
import { drawScene, type Path, type Scene } from '../src/pathfinder/scene.ts';

const LENGTHS = [3, 5, 7, 9];

const distance = (a: Point, b: Point): number => Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2);
const turnOf = ({ from, to }: Dash): number => Math.atan2(to.y - from.y, to.x - from.x);
const turnBetween = (a: Dash, b: Dash): number => {
  const turn = turnOf(b) - turnOf(a);
  return Math.atan2(Math.sin(turn), Math.cos(turn));
};

/** By looking at many points of both: a slow twin of the code that decides it. */
function nearest(a: Dash, b: Dash): number {
  const points = ({ from, to }: Dash): Point[] =>
    Array.from({ length: 6 }, (_, n) => ({
      x: from.x + (n / 5) * (to.x - from.x),
      y: from.y + (n / 5) * (to.y - from.y),
    }));
  return Math.min(...points(a).flatMap((one) => points(b).map((other) => distance(one, other))));
}

/** The strokes and the gaps between them, as one line each. */
const lineOf = (path: Path): Dash[] =>
  path.flatMap((dash, n) => (n === 0 ? [dash] : [{ from: path[n - 1]!.to, to: dash.from }, dash]));

/** Whether two lines meet, by solving for where. */
function meet({ from: a, to: b }: Dash, { from: c, to: d }: Dash): boolean {
  const [ux, uy, vx, vy] = [b.x - a.x, b.y - a.y, d.x - c.x, d.y - c.y];
  const determinant = ux * vy - uy * vx;
  if (determinant === 0) return false;
  const s = ((c.x - a.x) * vy - (c.y - a.y) * vx) / determinant;
  const t = ((c.x - a.x) * uy - (c.y - a.y) * ux) / determinant;
  return s >= 0 && s <= 1 && t >= 0 && t <= 1;
}

const sceneFor = (parameters: PathfinderParameters, seed: number, isSamePath: boolean): Scene =>
  drawScene(parameters, isSamePath, new RandomStream(seed, 'test'));

const anyScene = fc
  .record({
    length: fc.constantFrom(...LENGTHS),
    size: fc.constantFrom(64, 100, 150),
    seed: fc.nat(2 ** 40),
    isSamePath: fc.boolean(),
  })
  .map(({ length, size, seed, isSamePath }) => {
    const parameters = pathfinderParameters({ length, size });
    return { parameters, isSamePath, scene: sceneFor(parameters, seed, isSamePath) };
  });

describe('the geometry of an image', () => {
  it('has the markers on the ends of one path where the label says so, and of two otherwise', () => {
    fc.assert(
      fc.property(anyScene, ({ scene: { paths, markers }, isSamePath }) => {
        const begins = paths.findIndex((path) => distance(path[0]!.from, markers[0]) === 0);
        const ends = paths.findIndex((path) => distance(path.at(-1)!.to, markers[1]) === 0);
        expect([begins, ends].toSorted()).not.toContain(-1);
        expect(begins === ends).toBe(isSamePath);
      }),
      { numRuns: 100 },
    );
  });

  it('has dashes of one length that follow each other smoothly, a gap apart', () => {
    fc.assert(
      fc.property(anyScene, ({ scene, parameters }) => {
        const { length, paddleLength, margin, continuity, distractorLength } = parameters;
        expect(scene.paths.map((path) => path.length)).toEqual([length, length]);
        for (const path of [...scene.paths, ...scene.distractors]) {
          for (const [n, dash] of path.entries()) {
            expect(distance(dash.from, dash.to)).toBeCloseTo(paddleLength, 9);
            if (n === 0) continue;
            const turn = turnBetween(path[n - 1]!, dash);
            expect(Math.abs(turn)).toBeLessThanOrEqual(Math.PI / 2 / continuity + 1e-9);
            // Two margins that meet at the turn's angle.
            expect(distance(path[n - 1]!.to, dash.from)).toBeCloseTo(2 * margin * Math.cos(turn / 2), 9);
          }
        }
        for (const path of scene.distractors) expect(path).toHaveLength(distractorLength);
        expect(scene.distractors.length).toBeLessThanOrEqual(parameters.distractors);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps paths apart, so that they neither touch nor cross, not even in their gaps', () => {
    fc.assert(
      fc.property(anyScene, ({ scene, parameters: { margin, paddleThickness, padding, window } }) => {
        const paths = [...scene.paths, ...scene.distractors];
        const clearance = 2 * margin + paddleThickness;
        const ends = paths.flat().flatMap(({ from, to }) => [from.x, from.y, to.x, to.y]);
        expect(Math.min(...ends)).toBeGreaterThanOrEqual(padding);
        expect(Math.max(...ends)).toBeLessThanOrEqual(window - padding);
        const apart = paths.flatMap((path, p) =>
          path.flatMap((dash, n) =>
            [...path.slice(n + 2), ...paths.slice(p + 1).flat()].map((other) => nearest(dash, other)),
          ),
        );
        expect(Math.min(...apart)).toBeGreaterThanOrEqual(clearance);
        const lines = paths.map(lineOf);
        for (const [p, line] of lines.entries()) {
          for (const other of lines.slice(p + 1).flat())
            expect(line.some((one) => meet(one, other))).toBe(false);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('begins both paths where the parameters say', () => {
    fc.assert(
      fc.property(anyScene, ({ scene: { paths }, parameters: { seedDistance, window } }) => {
        const [first, second] = paths.map((path) => path[0]!.from);
        expect(distance(first!, second!)).toBeCloseTo(seedDistance, 9);
        for (const at of [first!.x, first!.y]) {
          expect(at).toBeGreaterThanOrEqual(2 * seedDistance);
          expect(at).toBeLessThanOrEqual(window - 2 * seedDistance);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('statistics', () => {
  it('turns as the density of Linsley et al. says', () => {
    // The mean square of a density proportional to cos(c a)^2 up to its first zero is (pi^2 / 12 - 1 / 2) / c^2.
    const parameters = pathfinderParameters({ length: 7 });
    const turns: number[] = [];
    for (let seed = 0; seed < 400; seed++) {
      const { paths } = sceneFor({ ...parameters, distractors: 0 }, seed, true);
      for (const path of paths) turns.push(turnBetween(path[0]!, path[1]!));
    }
    const square = turns.reduce((sum, turn) => sum + turn * turn, 0) / turns.length;
    const expected = (Math.PI ** 2 / 12 - 1 / 2) / parameters.continuity ** 2;
    expect(square / expected).toBeGreaterThan(0.85);
    expect(square / expected).toBeLessThan(1.15);
    const left = turns.filter((turn) => turn < 0).length;
    expect(Math.abs(left - turns.length / 2)).toBeLessThan(4 * Math.sqrt(turns.length / 4));
  });

  it.each(LENGTHS)('at length %i few images are begun often, and distractors have room', (length) => {
    const parameters = pathfinderParameters({ length });
    const scenes = Array.from({ length: 100 }, (_, seed) => sceneFor(parameters, seed, seed % 2 === 0));
    const mean = (of: (scene: Scene) => number): number =>
      scenes.reduce((sum, scene) => sum + of(scene), 0) / scenes.length;
    expect(mean(({ tries }) => tries)).toBeLessThan(4);
    expect(mean(({ distractors }) => distractors.length)).toBeGreaterThan(0.97 * parameters.distractors);
  });

  it('has the published numbers of distractors, and of their dashes', () => {
    const of = (name: 'distractors' | 'distractorLength'): number[] =>
      LENGTHS.map((length) => pathfinderParameters({ length })[name]);
    expect(of('distractors')).toEqual([30, 18, 13, 10]);
    expect(of('distractorLength')).toEqual([1, 1, 2, 3]);
    expect(pathfinderParameters({ length: 9 })).toEqual({
      length: 9,
      size: 150,
      window: 300,
      padding: 22,
      continuity: 1.8,
      antialias: 2,
      contrast: 1,
      markerRadius: 3,
      seedDistance: 27,
      paddleLength: 5,
      paddleThickness: 2,
      margin: 3,
      paddleRetrials: 2,
      distractorRetrials: 4,
      distractorLength: 3,
      distractors: 10,
    });
  });
});

describe('a drawing', () => {
  const plain = {
    ...pathfinderParameters({ length: 2, size: 20, window: 20, seedDistance: 4 }),
    antialias: 4,
  };

  it('covers as much as a stroke and a disc do', () => {
    const drawing = new Drawing(plain);
    const area = (levels: Uint8Array): number => levels.reduce((sum, level) => sum + level, 0) / 255;
    const slanted = { from: { x: 4.3, y: 5.1 }, to: { x: 4.3 + 6.4, y: 5.1 + 4.8 } };
    expect(area(drawing.ink([[slanted]], []).levels)).toBeCloseTo(8 * 2, 0);
    expect(area(drawing.ink([], [{ x: 10.2, y: 9.7 }]).levels)).toBeCloseTo(Math.PI * 9, 0);
    // A stroke along pixels covers exactly these: rows 4 and 5, columns 3 .. 8.
    const { positions, levels } = drawing.ink([[{ from: { x: 3, y: 5 }, to: { x: 9, y: 5 } }]], []);
    expect([...positions]).toEqual([83, 84, 85, 86, 87, 88, 103, 104, 105, 106, 107, 108]);
    expect(new Set(levels)).toEqual(new Set([255]));
  });

  it('is made smaller by averaging, and has the contrast asked for', () => {
    const drawing = new Drawing({ ...plain, size: 10, contrast: 0.5 });
    const { positions, levels } = drawing.ink([[{ from: { x: 3, y: 5 }, to: { x: 9, y: 5 } }]], []);
    // Columns 3 to 8 are half of column 1, columns 2 and 3, and half of column 4.
    expect([...positions]).toEqual([21, 22, 23, 24]);
    expect([...levels]).toEqual([64, 128, 128, 64]);
  });

  it('has a disc at each marker', () => {
    const parameters = pathfinderParameters({ length: 7 });
    const scene = sceneFor(parameters, 4, false);
    const { positions, levels } = new Drawing(parameters).draw(scene);
    const levelAt = new Map(Array.from(positions, (position, n) => [position, levels[n]!]));
    for (const { x, y } of scene.markers) {
      expect(levelAt.get(Math.floor(y / 2) * 150 + Math.floor(x / 2))).toBe(255);
    }
  });
});

const options: PathfinderOptions = { length: 5, size: 48, train: 150, test: 20, seed: 7 };

/** A data folder of its own. */
const place = (): Surroundings & { readonly folder: string } => {
  const folder = temporaryFolder();
  return { ...currentSurroundings(), env: { RANKSWEEP_DATA: folder }, folder: join(folder, 'pathfinder') };
};

function filled(
  { height, width }: ImageTask,
  source: ImageSource,
  indices?: readonly number[],
): Float32Array {
  const chosen = Int32Array.from(indices ?? Array.from({ length: source.count }, (_, i) => i));
  const into = new Float32Array(chosen.length * height * width).fill(NaN);
  source.fill(chosen, into);
  return into;
}

describe('a task', () => {
  it('is balanced, and normalized by all training pixels', async () => {
    const task = await pathfinderTask(options, {}, place());
    expect(task).toMatchObject({ height: 48, width: 48, channels: 1 });
    expect(task.train.labels.reduce((sum, label) => sum + label, 0)).toBe(75);
    expect(task.test.labels.reduce((sum, label) => sum + label, 0)).toBe(10);
    const values = filled(task, task.train);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expect(mean).toBeCloseTo(0, 4);
    expect(square).toBeCloseTo(1, 3);
    expect(filled(task, task.test).every(Number.isFinite)).toBe(true);
    expect(filled(task, task.test).slice(0, 48 * 48)).not.toEqual(values.slice(0, 48 * 48));
  });

  it('is the same for any number of threads, and fewer images are the first of more', async () => {
    const parameters = pathfinderParameters({ length: 5, size: 48 });
    const part = { parameters, part: 'train', count: 450, seed: 3 } as const;
    const one = await generate(part, { workers: 1 });
    expect(await generate(part, { workers: 3 })).toEqual(one);
    const fewer = await generate({ ...part, count: 120 }, { workers: 2 });
    const end = one.starts[120]!;
    expect(fewer.positions).toEqual(one.positions.slice(0, end));
    expect(fewer.levels).toEqual(one.levels.slice(0, end));
    // Each by itself.
    const seeds = seedsOf(part);
    const { positions } = new Drawing(parameters).draw(sceneOf(parameters, 17, seeds[17]!));
    expect(positions).toEqual(one.positions.slice(one.starts[17], one.starts[18]));
  });

  it('differs with the seed, the part and the parameters', async () => {
    const surroundings = place();
    const of = async (change: Partial<PathfinderOptions>) =>
      (await pathfinderTask({ ...options, train: 4, test: 4, ...change }, {}, surroundings)).sha256;
    const all = [
      await of({}),
      await of({ seed: 8 }),
      await of({ continuity: 2 }),
      await of({ distractors: 0 }),
    ];
    expect(new Set(all).size).toBe(4);
    expect(await of({})).toBe(all[0]);
  });

  it('tells how far it is, and can be stopped', async () => {
    const told: number[] = [];
    await pathfinderTask(options, { onProgress: (...progress) => told.push(...progress) }, place());
    expect(told).toEqual([150, 170, 170, 170]);
    const stop = new AbortController();
    const surroundings = place();
    const stopped = pathfinderTask(
      { ...options, train: 5000 },
      { signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) },
      surroundings,
    );
    await expect(stopped).rejects.toThrow('enough');
    expect(() => readdirSync(surroundings.folder)).toThrow('ENOENT');
  });
});

describe('images that were drawn', () => {
  /** Whether images were drawn. */
  async function made(surroundings: Surroundings): Promise<{ task: ImageTask; drawn: boolean }> {
    let drawn = false;
    const task = await pathfinderTask(options, { onProgress: () => (drawn = true) }, surroundings);
    return { task, drawn };
  }

  it('are kept for the next time', async () => {
    const surroundings = place();
    const first = await made(surroundings);
    expect(first.drawn).toBe(true);
    expect(readdirSync(surroundings.folder)).toHaveLength(2);
    const second = await made(surroundings);
    expect(second.drawn).toBe(false);
    expect(second.task.sha256).toBe(first.task.sha256);
    expect(filled(second.task, second.task.train)).toEqual(filled(first.task, first.task.train));
    expect(filled(second.task, second.task.train, [149, 3])).toEqual(
      filled(first.task, first.task.train, [149, 3]),
    );
  });

  const damages: [string, (bytes: Buffer) => Buffer][] = [
    ['empty', () => Buffer.alloc(0)],
    ['cut short', (bytes) => bytes.subarray(0, -100)],
    ['a text', () => Buffer.from('hello')],
    ['of a header alone', (bytes) => bytes.subarray(0, bytes.indexOf('\n') + 1)],
    [
      'of other images',
      (bytes) => Buffer.from(bytes.toString('latin1').replace('\\"seed\\":7', '\\"seed\\":9'), 'latin1'),
    ],
    [
      'of another digest',
      (bytes) =>
        Buffer.from(
          bytes.toString('latin1').replace(/"sha256":"[0-9a-f]{64}"/, `"sha256":"${'0'.repeat(64)}"`),
          'latin1',
        ),
    ],
    [
      'of a length that is a lie',
      (bytes) => Buffer.from(bytes.toString('latin1').replace(/"bytes":\d+/, '"bytes":1e99'), 'latin1'),
    ],
    ['null', () => Buffer.from('null\n')],
  ];

  it.each(damages)('are drawn again where a file is %s', async (_, damage) => {
    const surroundings = place();
    const first = await made(surroundings);
    const paths = readdirSync(surroundings.folder).map((name) => join(surroundings.folder, name));
    const sound = paths.map((path) => readFileSync(path));
    paths.forEach((path, n) => writeFileSync(path, damage(sound[n]!)));
    const again = await made(surroundings);
    expect(again.task.sha256).toBe(first.task.sha256);
    expect(filled(again.task, again.task.test)).toEqual(filled(first.task, first.task.test));
    expect(again.drawn).toBe(true);
    expect(paths.map((path) => readFileSync(path))).toEqual(sound);
  });

  it('are there all the same where they cannot be kept', async () => {
    const surroundings = place();
    mkdirSync(join(surroundings.folder, '..'), { recursive: true });
    writeFileSync(surroundings.folder, 'in the way');
    const troubles: string[] = [];
    const task = await pathfinderTask(options, { onTrouble: (text) => troubles.push(text) }, surroundings);
    expect(task.train.count).toBe(150);
    expect(troubles).toHaveLength(2);
    expect(troubles[0]).toContain(`${surroundings.folder}/`);
    expect(troubles[0]).toContain('.images: the images cannot be kept: ');
    rmSync(surroundings.folder);
  });
});

describe('parameters are refused', () => {
  it.each<[Partial<PathfinderParameters>, string]>([
    [{ length: 1 }, 'length: expected a whole number from 2 to 1000, found 1'],
    [{ size: 31.5 }, 'size: expected a whole number from 8 to 1024, found 31.5'],
    [{ window: 100 }, 'window: expected a multiple of the size 150, found 100'],
    [{ continuity: NaN }, 'continuity: expected a number from 0.5 to 1000, found NaN'],
    [
      { seedDistance: 75 },
      'window: expected more than four times the seedDistance 75 and twice the padding 22, found 300',
    ],
    [{ paddleRetrials: -1 }, 'paddleRetrials: expected a whole number from 0 on, found -1'],
  ])('%j', (change, message) => {
    expect(() => pathfinderParameters({ length: 7, ...change })).toThrow(message);
    expect(() => pathfinderParameters({ length: 7, ...change })).toThrow(InputError);
  });

  it('where paths have no room, with what was tried', async () => {
    const promise = pathfinderTask({ ...options, length: 9, size: 32 }, {}, place());
    await expect(promise).rejects.toThrow(
      'window: expected room for two paths of 9 dashes, found none in 64 x 64 pixels after 10000 tries',
    );
    await expect(promise).rejects.toBeInstanceOf(InputError);
  });
});

it('examples to look at are the first training images', async () => {
  const parameters = pathfinderParameters({ length: 5, size: 48 });
  const { rows } = pathfinderExamples(parameters, { seed: 7, columns: 3 });
  expect(rows.map(({ title }) => title)).toEqual([
    'one path',
    'which',
    'one path',
    'which',
    'two paths',
    'which',
    'two paths',
    'which',
  ]);
  const task = await pathfinderTask(options, {}, place());
  const { mean, std } = task.normalization;
  const image = filled(task, task.train, [2]).map((value) => Math.round(255 * (value * std[0]! + mean[0]!)));
  expect(rows[0]!.images[1]!.filter((_, at) => at % 3 === 0)).toEqual(Uint8Array.from(image));
});
