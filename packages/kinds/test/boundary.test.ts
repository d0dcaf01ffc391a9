import { expect, it } from 'vitest';
import { parseDefinition } from '../src/index.ts';

const base = {
  model: { kind: 'cp', components: 4 },
  task: { kind: 'completion', dims: [4, 4, 4], observed: 10, target: { kind: 'cp', rank: 2 } },
  init: { std: 0.1 },
};
const axes = { 'task.observed': [10, 20, 30], 'init.std': [0.1, 0.2] };
const boundary = { along: 'task.observed', outcome: 'reconstruction_error < 0.05' };

const parse = (part: object) =>
  parseDefinition(
    {
      name: 'test',
      description: '',
      presets: { quick: { parts: { a: { base, axes, boundary, ...part } } } },
    },
    'd',
  );

it('has defaults', () => {
  expect(parse({}).presets.quick!.parts.a!.boundary).toEqual({
    ...boundary,
    holds: 'above',
    confidence: 0.9,
    trials: 30,
    within: 1,
    parallel: 1,
    seed: 0,
  });
});

it.each([
  [
    { boundary: { ...boundary, along: 'task.observe' } },
    /boundary\.along: expected one of the axes, .*task\.observed/,
  ],
  [{ axes: { ...axes, 'task.observed': [10] } }, /boundary\.along: expected an axis of two values or more/],
  [
    { axes: { ...axes, 'model.kind': ['cp', 'cp'] }, boundary: { ...boundary, along: 'model.kind' } },
    /boundary\.along: expected an axis of numbers, found "?'?cp/,
  ],
  [{ seeds: [1, 2] }, /seeds: expected no seeds beside boundary/],
  [{ skip: { 'init.std': 'rest-after-success' } }, /skip: expected no skip beside boundary/],
  [
    { boundary: { ...boundary, outcome: 'reconstruction_eror < 0.05' } },
    /boundary\.outcome: expected metrics that its runs record, or keys, found reconstruction_eror; .*reconstruction_error/,
  ],
  [
    { boundary: { ...boundary, outcome: 'reconstruction_error + 1' } },
    /boundary\.outcome: expected true or false/,
  ],
  [
    { boundary: { ...boundary, outcome: 'reconstruction_error <' } },
    /boundary\.outcome: expected an expression/,
  ],
  [{ boundary: { ...boundary, confidence: 1 } }, /boundary\.confidence/],
])('says what is wrong: %j', (part, expected) => {
  expect(() => parse(part)).toThrow(expected);
});

it('has outcomes of iterations and of keys, too', () => {
  expect(() =>
    parse({ boundary: { ...boundary, outcome: 'iterations < 100 * model.components' } }),
  ).not.toThrow();
});
