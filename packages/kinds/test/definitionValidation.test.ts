import { describe, expect, it } from 'vitest';
import { InputError } from '@ranksweep/core';
import { cellsOf, parseDefinition, parseFigure } from '../src/index.ts';
import type { SweepDefinitionInput } from '../src/index.ts';

type PresetInput = SweepDefinitionInput['presets'][string];
type PartInput = PresetInput['parts'][string];

const base: PartInput['base'] = {
  model: { kind: 'cp', components: 4 },
  task: { kind: 'completion', dims: [4, 4, 4], observed: 10, target: { kind: 'cp', rank: 2 } },
  init: { std: 0.1 },
};
const withParts = (parts: unknown): unknown => ({
  name: 'test',
  description: '',
  presets: { quick: { parts } },
});
const withAxes = (axes: unknown): unknown => withParts({ a: { base, axes } });
const withFigure = (panel: object): unknown => ({
  name: 'test',
  description: '',
  presets: { quick: { parts: { 'a-b': { base, axes: { 'init.std': [0.1, 0.2] } } } } },
  figure: { caption: '', panels: [{ title: '', part: 'a-b', metric: 'component_norm', ...panel }] },
});

const named = (names: object): unknown => {
  const definition = withFigure({}) as { figure: object };
  return { ...definition, figure: { ...definition.figure, names } };
};

/** A heat map of a part with three axes. */
const withHeatmap = (panel: object): unknown => {
  const axes = { 'init.std': [0.1, 0.2], 'task.observed': [10, 20], 'task.target.rank': [1, 2] };
  const value = { kind: 'final', metric: 'reconstruction_error' };
  const heatmap = { kind: 'heatmap', title: '', part: 'a', x: 'init.std', y: 'task.observed', value };
  return {
    ...(withParts({ a: { base, axes } }) as object),
    figure: { caption: '', panels: [{ ...heatmap, where: { 'task.target.rank': 1 }, ...panel }] },
  };
};

/** Final values of the same part. */
const withFinal = (line: object, panel: object = {}): unknown => {
  const axes = { 'init.std': [0.1, 0.2], 'task.observed': [10, 20, 30], 'task.target.rank': [1, 2, 3] };
  const value = { kind: 'final', metric: 'reconstruction_error' };
  const lines = [{ part: 'a', x: 'init.std', value, ...line }];
  return {
    ...(withParts({ a: { base, axes } }) as object),
    figure: { caption: '', panels: [{ kind: 'final', title: '', lines, ...panel }] },
  };
};

function message(
  value: unknown,
  parse: (value: unknown) => unknown = (v) => parseDefinition(v, 'd'),
): string {
  try {
    parse(value);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
  return 'valid';
}

describe('a definition', () => {
  it('gets its defaults, those of the base included', () => {
    const { presets } = parseDefinition(withAxes(undefined), 'd');
    expect(presets['quick']).toMatchObject({
      seeds: [0],
      parts: { a: { axes: {}, base: { init: { scheme: 'gaussian', std: 0.1 }, loss: { kind: 'mse' } } } },
    });
  });

  it.each([
    ['axes', { axes: { 'init.std': [0.1, 0.2] } }],
    ['random axes', { random: { count: 2, axes: { 'init.std': { kind: 'uniform', from: 0.1, to: 1 } } } }],
    [
      'a search',
      { search: { minimize: 'train_loss', trials: 2, space: { 'init.std': { from: 0.1, to: 1 } } } },
    ],
  ])('says what its base lacks, also where %s would set it', (_, part) => {
    const { init, ...others } = base as { init: object };
    const lacking = (init: object | undefined): string =>
      message(withParts({ a: { base: { ...others, init }, ...part } }));
    expect(lacking(init)).toBe('valid');
    const note = '(the base needs a value of init.std, though an axis sets it)';
    const at = 'd: presets.quick.parts.a.base.init';
    expect(lacking(undefined)).toBe(`${at}: missing; expected a group of keys ${note}`);
    expect(lacking({})).toBe(`${at}.std: missing; expected a number > 0 ${note}`);
    expect(message(withParts({ a: { base: others, axes: { 'task.observed': [5] } } }))).toBe(
      `${at}: missing; expected a group of keys`,
    );
  });

  it('may have an axis of trees, of kinds, and of keys that come with a kind', () => {
    const hierarchical = { kind: 'hierarchical', widths: [2, 2] };
    const axes = {
      'model.tree': [
        [[1, 2], 3],
        [[1, 3], 2],
      ],
      'optimizer.kind': ['group-rmsprop', 'sgd'],
      'optimizer.learningRate': [0.1],
    };
    expect(message(withParts({ a: { base: { ...base, model: hierarchical }, axes } }))).toBe('valid');
    expect(message(withAxes({ 'optimizer.kind': ['sgd'], 'optimizer.momentum': [0.5, 0.9] }))).toBe('valid');
  });
});

describe('a figure', () => {
  it('has panels of curves, whose kind may be left out, and heat maps', () => {
    const look = { kind: 'curves', seeds: 'band', theory: 'component_norm_predicted', yScale: 'log' };
    expect(message(withFigure(look))).toBe('valid');
    expect(message(withFigure({}))).toBe('valid');
    expect(message(withHeatmap({}))).toBe('valid');
    expect(message(withHeatmap({ value: { kind: 'event', event: 'converged' }, scale: 'log' }))).toBe(
      'valid',
    );
  });

  it('has panels of final values', () => {
    expect(message(withFinal({ colorBy: 'task.observed' }))).toBe('valid');
    expect(message(withFinal({ x: 3, where: { 'init.std': 0.1 }, label: 'all', error: 'rank' }))).toBe(
      'valid',
    );
    const look = { seeds: 'quartiles', xScale: 'log', yScale: 'log', span: 2, show: 'deviations' };
    expect(message(withFinal({}, look))).toBe('valid');
  });

  it('gets no key that was not written, so that hashes of stored sweeps stay', () => {
    const { figure } = parseDefinition(withFigure({}), 'd');
    expect(Object.keys(figure!.panels[0]!).sort()).toEqual(['metric', 'part', 'title', 'top', 'where']);
  });

  it('of a store is parsed by itself', () => {
    const panels = [{ title: '', part: 'a', metric: 'rank' }];
    expect(parseFigure({ caption: '', panels }, 'f').panels[0]).toMatchObject({ top: 10, where: {} });
    const wrong = { caption: '', panels: [{ ...panels[0], toop: 1 }] };
    expect(message(wrong, (value) => parseFigure(value, 'f'))).toBe(
      'f: panels[0].toop: unknown key; did you mean top?',
    );
  });
});

describe('the message for one mistake', () => {
  it.each([
    [
      'unknown key of the base',
      withParts({ a: { base: { ...base, init: { std: 0.1, sceme: 'gaussian' } } } }),
      'd: presets.quick.parts.a.base.init.sceme: unknown key; did you mean scheme?',
    ],
    [
      'seed in the base',
      withParts({ a: { base: { ...base, seed: 1 } } }),
      'd: presets.quick.parts.a.base.seed: unknown key; valid keys: model, task, init, loss, optimizer, batch, stop, record',
    ],
    [
      'name of a part',
      withParts({ 'A b': { base } }),
      'd: presets.quick.parts["A b"]: expected a name of lower-case letters, digits and hyphens, found "A b"',
    ],
    [
      'part named as a group of keys',
      withParts({ init: { base } }),
      'd: presets.quick.parts.init: expected a name other than model, task, init, loss, optimizer, batch, seed, stop, record, regularizer, program or parameters, found "init"',
    ],
    [
      'name',
      { ...(withParts({ a: { base } }) as object), name: 'No' },
      'd: name: expected lower-case letters, digits and hyphens, found "No"',
    ],
    ['no part', withParts({}), 'd: presets.quick.parts: expected at least one part, found none'],
    [
      'no preset',
      { name: 'test', description: '', presets: {} },
      'd: presets: expected at least one preset, found none',
    ],
    [
      'unknown axis',
      withAxes({ 'init.sdt': [1] }),
      'd: presets.quick.parts.a.axes["init.sdt"]: unknown key; did you mean init.std?',
    ],
    [
      'axis of another kind of model',
      withAxes({ 'model.widths': [[2, 2]] }),
      'd: presets.quick.parts.a.axes["model.widths"]: unknown key; keys of model: model.kind, model.components, model.linearOutput',
    ],
    [
      'axis of a group',
      withAxes({ init: [1] }),
      'd: presets.quick.parts.a.axes.init: expected a key, found a group of keys; its keys are init.scheme, init.std, init.mean, init.lead',
    ],
    [
      'axis of seeds',
      withAxes({ seed: [1] }),
      "d: presets.quick.parts.a.axes.seed: expected no seed, which is no axis; list seeds under the preset's `seeds`",
    ],
    [
      'value of an axis, told once for all cells',
      withAxes({ 'init.std': [0.1, -1], 'record.every': [1, 2, 3] }),
      'd: presets.quick.parts.a.axes["init.std"]: expected a number > 0, found -1',
    ],
    [
      'keys that do not go together at one cell',
      withAxes({
        'task.dims': [
          [4, 4, 4],
          [2, 2, 2],
        ],
      }),
      'd: presets.quick.parts.a.base.task.observed: expected at most 8 entries (the product of task.dims), found 10 (where task.dims = [2, 2, 2])',
    ],
    [
      'base without axes',
      withParts({ a: { base: { ...base, task: { ...base.task, observed: 100 } } } }),
      'd: presets.quick.parts.a.base.task.observed: expected at most 64 entries (the product of task.dims), found 100',
    ],
    [
      'base, in whichever cell',
      withParts({
        a: { base: { ...base, task: { ...base.task, observed: 100 } }, axes: { 'init.std': [0.1, 0.2] } },
      }),
      'd: presets.quick.parts.a.base.task.observed: expected at most 64 entries (the product of task.dims), found 100',
    ],
    [
      'random axis that needs integers',
      withParts({
        a: {
          base,
          random: { count: 9, axes: { 'model.components': { kind: 'uniform', from: 1, to: 8 } } },
        },
      }),
      'd: presets.quick.parts.a.random.axes["model.components"]: expected an integer >= 1, found any number from 1 to 8: say kind: integer in place of its kind',
    ],
    [
      'empty axis',
      withAxes({ 'init.std': [] }),
      'd: presets.quick.parts.a.axes["init.std"]: expected a list of a number, a string, true, false or a list, at least 1 of them, found []',
    ],
    [
      'too many cells',
      withAxes({
        'init.std': Array.from({ length: 1000 }, (_, i) => i + 1),
        'record.every': Array.from({ length: 1000 }, (_, i) => i + 1),
      }),
      'd: presets.quick.parts.a.axes: expected at most 100000 cells, found 1000000',
    ],
    [
      'part of a panel',
      withFigure({ part: 'a-c' }),
      'd: figure.panels[0].part: expected a part, found "a-c"; did you mean a-b?',
    ],
    [
      'axis of a panel',
      withFigure({ where: { 'init.sdt': 0.1 } }),
      'd: figure.panels[0].where["init.sdt"]: expected an axis of a-b, found "init.sdt"; did you mean init.std?',
    ],
    [
      'colour of a panel',
      withFigure({ colorBy: 'seed' }),
      'd: figure.panels[0].colorBy: expected an axis of a-b, found "seed"; its axes: init.std',
    ],
    [
      'kind of a panel',
      withFigure({ kind: 'heatmpa' }),
      'd: figure.panels[0].kind: expected curves, final or heatmap, found "heatmpa"; did you mean heatmap?',
    ],
    [
      'key of a panel without a kind',
      withFigure({ yscale: 'log' }),
      'd: figure.panels[0].yscale: unknown key; did you mean yScale?',
    ],
    [
      'value of a panel without a kind',
      withFigure({ seeds: 'bands' }),
      'd: figure.panels[0].seeds: expected lines, band, quartiles or deviation, found "bands"; did you mean band?',
    ],
    [
      'key of a heat map',
      withHeatmap({ metric: 'rank' }),
      'd: figure.panels[0].metric: unknown key; valid keys: kind, title, part, x, y, value, where, scale, xTitle, yTitle, valueTitle',
    ],
    [
      'axis of a heat map',
      withHeatmap({ x: 'init.sdt' }),
      'd: figure.panels[0].x: expected an axis of a, found "init.sdt"; did you mean init.std?',
    ],
    [
      'axis of a heat map used twice',
      withHeatmap({ y: 'init.std', where: { 'task.target.rank': 1, 'task.observed': 10 } }),
      'd: figure.panels[0].y: expected another axis than x, found "init.std"',
    ],
    [
      'axis of a heat map left free',
      withHeatmap({ where: {} }),
      'd: figure.panels[0].where: expected a value of task.target.rank, an axis of a that is neither x nor y; found none',
    ],
    [
      'event of a heat map',
      withHeatmap({ value: { kind: 'event', event: 'converge' } }),
      'd: figure.panels[0].value.event: expected rise, plateau_start, plateau_end, rank_change, converged or diverged, found "converge"; did you mean converged?',
    ],
    [
      'part of a line',
      withFinal({ part: 'b-c' }),
      'd: figure.panels[0].lines[0].part: expected a part, found "b-c"; parts: a',
    ],
    [
      'axis of a line',
      withFinal({ x: 'init.sdt' }),
      'd: figure.panels[0].lines[0].x: expected an axis of a, found "init.sdt"; did you mean init.std?',
    ],
    [
      'axes of a line left free',
      withFinal({ x: 3, colorBy: 'init.std' }),
      'd: figure.panels[0].lines[0].where: expected at most 6 combinations of axes that are named nowhere, found 9 of ' +
        'task.observed, task.target.rank; give some a value here, or name one as colorBy',
    ],
    [
      'axis to summarize over',
      withFinal({}, { over: ['task.observd'] }),
      'd: figure.panels[0].over[0]: expected an axis of a, found "task.observd"; did you mean task.observed?',
    ],
    [
      'axis to summarize curves over',
      withFigure({ over: ['seed'] }),
      'd: figure.panels[0].over[0]: expected an axis of a-b, found "seed"; their axes: init.std',
    ],
    [
      'lines that are summarized',
      withFigure({ over: ['init.std'], seeds: 'lines' }),
      'd: figure.panels[0].seeds: expected band, quartiles or deviation beside over, found "lines", which are drawn one by one',
    ],
    [
      'theory beside labelled curves',
      withFigure({ curves: [{ label: 'a' }], theory: 'predicted_component_norm' }),
      'd: figure.panels[0].theory: expected no theory beside curves, found "predicted_component_norm"',
    ],
    [
      'part of a labelled curve',
      withFigure({ curves: [{ label: 'a' }, { label: 'b', part: 'b-c' }] }),
      'd: figure.panels[0].curves[1].part: expected a part, found "b-c"; parts: a-b',
    ],
    [
      'axis of a labelled curve',
      withFigure({ curves: [{ label: 'a', where: { 'init.sdt': 0.1 } }] }),
      'd: figure.panels[0].curves[0].where["init.sdt"]: expected an axis of a-b, found "init.sdt"; did you mean init.std?',
    ],
    [
      'named axis',
      named({ 'init.sdt': {} }),
      'd: figure.names["init.sdt"]: expected an axis of a part, found "init.sdt"; did you mean init.std?',
    ],
    [
      'axes of curves left free',
      {
        ...(withHeatmap({}) as object),
        presets: {
          quick: {
            parts: {
              a: {
                base,
                axes: { 'init.std': [1, 2, 3], 'task.observed': [8, 9, 10], 'task.target.rank': [1, 2, 3] },
              },
            },
          },
        },
        figure: { caption: '', panels: [{ title: '', part: 'a', metric: 'train_loss', where: {} }] },
      },
      'd: figure.panels[0].where: expected at most 6 combinations of axes that are named nowhere, found 9 of ' +
        'init.std, task.observed, task.target.rank; give some a value here, or name one as colorBy',
    ],
  ])('%s', (_, value, expected) => {
    expect(message(value)).toBe(expected);
  });

  it('is none where runs are summarized over the axes that nothing else names', () => {
    const over = ['task.observed', 'task.target.rank'];
    expect(message(withFinal({ x: 3, colorBy: 'init.std' }, { over }))).toBe('valid');
    expect(message(withFinal({ x: 3, colorBy: 'init.std' }, { over: ['task.observed'] }))).toBe('valid');
    expect(message(named({ 'init.std': { title: 'scale', values: { '0.1': 'large' } } }))).toBe('valid');
  });

  it('ends after twenty lines', () => {
    const parts = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`p${i}`, { base: { ...base, x: 1 } }]),
    );
    const lines = message(withParts(parts)).split('\n');
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('d: and 10 more problems');
  });
});

describe('cells', () => {
  it('come with the first axis varying slowest', () => {
    expect(cellsOf({ axes: { x: [1, 2], y: ['a', 'b'] } })).toEqual([
      { x: 1, y: 'a' },
      { x: 1, y: 'b' },
      { x: 2, y: 'a' },
      { x: 2, y: 'b' },
    ]);
    expect(cellsOf({ axes: {} })).toEqual([{}]);
  });
});
