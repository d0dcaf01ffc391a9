/** `ranksweep plot` of several sweeps and runs in one figure, and of metrics that no figure has. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCurvePanel, isFinalPanel, type CurvePanel, type FinalPanel } from '@ranksweep/plot';
import { openStore, resolveSubjects, type ReadOnlyStore } from '@ranksweep/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawnFigure, type Drawn } from '../src/plot/drawn.ts';
import { requireWhole, type PanelOptions } from '../src/plot/options.ts';
import { SoundFigures } from '../src/soundFigures.ts';
import { ranksweep, smallDefinition, type Ended } from './support/ranksweep.ts';

let folder: string;
let store: ReadOnlyStore;

const inFolder = (...words: string[]): Promise<Ended> => ranksweep(folder, words);

async function run(...words: string[]): Promise<Ended> {
  const ended = await inFolder('run', 'small.yaml', '--lanes', '1', ...words);
  expect(ended.status, ended.stderr).toBe(0);
  return ended;
}

/** sweep:1 with runs 1 and 2, sweep:2 with runs 3 and 4, sweep:3 with two axes, sweep:4 with an axis of seven values. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ranksweep-cli-'));
  smallDefinition(folder);
  await run();
  await run('init.std=0.3');
  await run('init.std=0.2,0.4', 'task.observed=10,20');
  await run('init.std=logspace(-2,-1,7)', '--seeds', '0');
  store = openStore(join(folder, 'results/ranksweep.db'), { readOnly: true });
});
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

function drawn(words: readonly string[], options: PanelOptions = {}): Promise<Drawn> {
  const sound = new SoundFigures(store);
  return drawnFigure({ store, sound, options }, resolveSubjects(store, words, 'plot'));
}

const curvePanels = ({ figure }: Drawn): CurvePanel[] => figure.panels.filter(isCurvePanel);
const finalPanels = ({ figure }: Drawn): FinalPanel[] => figure.panels.filter(isFinalPanel);
const variantsOf = ({ curves }: CurvePanel): unknown[] => [...new Set(curves.map(({ variant }) => variant))];

const METRIC = 'reconstruction_error';

describe('one figure', () => {
  it('of sweeps tells what differs, and has a file of its own', async () => {
    const figures = join(folder, 'results/figures');
    const before = readFileSync(join(figures, 'small-2.svg'));
    const { status, stdout } = await inFolder('plot', 'small@4', 'sweep:2', '--format', 'svg');
    const path = join('results', 'figures', 'small-1+2.svg');
    expect([status, stdout]).toEqual([0, `sweep:1 (small), sweep:2 (small): ${path}\n`]);
    const svg = readFileSync(join(figures, 'small-1+2.svg'), 'utf8');
    expect(svg).toContain('sweep:1 init.std=0.1');
    expect(svg).toContain('sweep:2 init.std=0.3');
    expect(svg.match(/>TF</g)).toHaveLength(1);
    expect(readFileSync(join(figures, 'small-2.svg'))).toEqual(before);
  });

  it('of runs has a panel for every metric that the figures of their sweeps draw', async () => {
    const figure = await drawn(['run:1', 'run:4']);
    expect(figure).toMatchObject({ text: 'run:1,4', stem: 'run-1+4' });
    expect(curvePanels(figure).map((panel) => [panel.title, variantsOf(panel), panel.curves.length])).toEqual(
      [['component norm', ['run:1 init.std=0.1 seed=0', 'run:4 init.std=0.3 seed=1'], 6]],
    );
  });

  it('draws a metric that no figure has', async () => {
    const figure = await drawn(['run:1..3'], { metric: METRIC, log: 'y' });
    expect(figure.stem).toBe(`run-1+2+3+${METRIC}+log-y`);
    const [panel] = curvePanels(figure);
    expect(panel).toMatchObject({ yTitle: 'reconstruction error', yScale: 'log' });
    expect(variantsOf(panel!)).toHaveLength(3);
  });
});

describe('what runs end with', () => {
  it('is drawn against an axis, a colour for every value of another', async () => {
    const options = { metric: METRIC, against: 'init.std', colorBy: 'task.observed' };
    const [panel, ...others] = finalPanels(await drawn(['sweep:3'], options));
    expect(others).toEqual([]);
    expect(panel).toMatchObject({
      title: 'reconstruction error',
      xTitle: 'init std',
      groupTitle: 'task observed',
    });
    expect(panel!.lines.map(({ group, points }) => [group, points.map(({ x, runs }) => [x, runs])])).toEqual(
      ['10', '20'].map((observed) => [
        observed,
        [
          [0.2, 2],
          [0.4, 2],
        ],
      ]),
    );
  });

  it('is drawn of some runs, each by itself', async () => {
    const options = { metric: METRIC, against: 'init.std', where: ['task.observed=10'], spread: 'points' };
    const [panel] = finalPanels(await drawn(['sweep:3'], options));
    expect(panel!.lines.map(({ points }) => points.length)).toEqual([4]);
  });

  it('is drawn as one over the values of an axis, around the mean, times a factor', async () => {
    const options: PanelOptions = {
      metric: METRIC,
      against: 'init.std',
      over: ['task.observed'],
      spread: 'deviation',
      factor: '0.25',
    };
    const figure = await drawn(['sweep:3'], options);
    const [panel] = finalPanels(figure);
    expect(figure.stem).toBe(`small-3+${METRIC}+against-init.std+deviation+over-task.observed+times-0.25`);
    expect(panel).toMatchObject({
      seeds: 'deviation',
      over: ['task observed', 'seed'],
      yTitle: 'final reconstruction error / 4',
    });
    expect(panel!.lines.map(({ points }) => points.map(({ x, runs }) => [x, runs]))).toEqual([
      [
        [0.2, 4],
        [0.4, 4],
      ],
    ]);
    const [first] = panel!.lines[0]!.points;
    const finals = store
      .runsOfSweep(3)
      .filter(({ cell }) => cell < 2)
      .map(({ runId }) => store.finals(runId).get(METRIC)! / 4);
    expect(first!.value).toBeCloseTo(finals.reduce((sum, value) => sum + value) / 4, 12);
  });

  it('may be the iteration of an event, and of runs of any sweeps', async () => {
    const [panel] = finalPanels(await drawn(['run:1..4'], { event: 'rise', against: 'init.std' }));
    expect(panel!.yTitle).toBe('iteration of the first rise');
    expect(panel!.lines[0]!.points.map(({ x }) => x)).toEqual([0.1, 0.3]);
  });
});

describe('curves', () => {
  it('are drawn as one: of a sweep, and of runs', async () => {
    const options = { metric: METRIC, over: ['init.std'], spread: 'deviation' };
    const [panel] = curvePanels(await drawn(['run:1..4'], options));
    expect(panel).toMatchObject({ seeds: 'deviation', over: ['init std', 'seed'] });
    expect(new Set(panel!.curves.map(({ group, variant }) => `${group} ${variant}`)).size).toBe(1);
    const [band] = curvePanels(await drawn(['sweep:3'], { ...options, spread: 'range' }));
    expect(band).toMatchObject({ seeds: 'band', groupTitle: 'task observed' });
  });

  it('are drawn over epochs, of a definition as of a metric', async () => {
    for (const options of [{}, { metric: METRIC }]) {
      const figure = await drawn(['run:1'], { ...options, x: 'epochs' });
      expect(figure.stem).toMatch(/[+]epochs$/);
      expect(curvePanels(figure).map(({ xUnit }) => xUnit)).toEqual(['epochs']);
    }
  });
});

describe('axes of overrides', () => {
  it('divide a panel of ranks', async () => {
    const titles = curvePanels(await drawn(['sweep:3'], { where: ['task.observed=10'] })).map(
      ({ title }) => title,
    );
    expect(titles).toEqual(['TF, init std 0.2', 'TF, init std 0.4']);
  });

  it('that nothing would tell apart are told with status 1', async () => {
    const { status, stderr } = await inFolder('plot', 'sweep:4', '--out', 'other', '--format', 'svg');
    expect(stderr).toContain('Not drawn: TF: 7 settings of init.std would look alike');
    expect(status).toBe(1);
    const [panel] = curvePanels(await drawn(['sweep:4'], { where: ['init.std=0.1'] }));
    expect(panel!.refusal).toBeUndefined();
  });
});

it.each<[words: string[], options: PanelOptions, message: string]>([
  [['1', 'run:1'], {}, 'plot: expected sweeps or runs, found both'],
  [['1'], { metric: 'reconstruction_eror' }, "'reconstruction_eror'; did you mean reconstruction_error?"],
  [['1'], { metric: METRIC, against: 'init.sdt' }, '--against: expected a key of the runs'],
  [['1'], { colorBy: 'init.sdt' }, "found 'init.sdt'; did you mean init.std?"],
  [['1'], { where: ['init.std=7'] }, '--where: expected a value of init.std that runs have, found 7'],
  [['1'], { where: ['init.std=7,8'] }, '--where: expected one value'],
  [['1'], { metric: METRIC, over: ['init.sdt'] }, "--over: expected a key of the runs' configurations"],
  [['1'], { metric: METRIC, factor: '-1' }, "--factor: expected a number > 0, found '-1'"],
])('is no figure of %s with %o', async (words, options, message) => {
  await expect(drawn(words, options)).rejects.toThrow(message);
});

it.each<[options: PanelOptions, message: string]>([
  [{ metric: METRIC, event: 'rise' }, 'expected --metric or --event, found both'],
  [{ event: 'rise' }, '--event: expected --against'],
  [{ against: 'init.std' }, '--against: expected --metric or --event'],
  [{ metric: METRIC, spread: 'points' }, '--spread points: expected --against'],
  [{ spread: 'range' }, '--spread: expected --metric or --event'],
  [{ over: ['init.std'] }, '--over: expected --metric or --event'],
  [{ factor: '0.25' }, '--factor: expected --metric'],
  [{ metric: METRIC, against: 'init.std', x: 'epochs' }, '--x: expected curves'],
])('options that say nothing by themselves are refused: %o', (options, message) => {
  expect(() => requireWhole(options)).toThrow(message);
});

it('draws the new figure of a definition whose runs are there, of the same sweep', async () => {
  smallDefinition(folder, (text) => text.replace('title: TF', 'title: Renamed'));
  const { stdout } = await run();
  expect(stdout).toContain('Nothing to run');
  expect(stdout).toContain('(sweep:1)');
  expect(readFileSync(join(folder, 'results/figures/small-1.svg'), 'utf8')).toContain('>Renamed<');
});
