/** A second kind of run beside factorizations, registered as an extension registers it. */
import { InputError } from '@ranksweep/core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  canonicalConfig,
  checkRunConfig,
  configPaths,
  describeMetric,
  distinctKinds,
  kindOf,
  metricsOf,
  parseDefinition,
  parseRunConfig,
  registerKind,
  trajectoryHash,
  withSettings,
} from '../src/index.ts';
import { counting } from './countingKind.ts';

const factorization = {
  model: { kind: 'cp', components: 2 },
  task: { kind: 'completion', dims: [3, 3, 3], observed: 9, target: { kind: 'gaussian' } },
  init: { std: 0.1 },
};
const toTen = { model: { kind: 'counting', to: 10 } };

const problemsOf = (value: unknown): string[] => {
  const checked = checkRunConfig(value);
  return checked.ok ? [] : checked.problems.map(({ path, text }) => `${path.join('.')}: ${text}`);
};

function inputErrorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
  throw new Error('expected an InputError, found none');
}

beforeAll(() => registerKind(counting));

describe('a kind of run that is registered', () => {
  it('checks its configurations, and leaves others to their kinds', () => {
    expect(parseRunConfig(toTen, 'config')).toMatchObject({ ...toTen, seed: 0, record: { every: 25 } });
    expect(problemsOf(factorization)).toEqual([]);
    expect(problemsOf({ model: { kind: 'counting', to: 10, by: 3 } })).toEqual([
      'model.by: expected a number that divides 10, found 3',
    ]);
    expect(problemsOf({ ...toTen, task: {} })).toEqual([
      'task: unknown key; valid keys: model, seed, stop, record',
    ]);
  });

  it('is named among all where a configuration is of no kind', () => {
    expect(problemsOf({ seed: 0, model: { kind: 'count', to: 3 } })).toEqual([
      'model.kind: expected matrix, cp, hierarchical, resnet, conv-ac or counting, found "count"; did you mean counting?',
    ]);
    expect(problemsOf({})).toEqual([
      'model.kind: expected matrix, cp, hierarchical, resnet, conv-ac or counting; or the key program, found nothing',
    ]);
    expect(problemsOf(3)).toEqual([': expected a group of keys, found 3']);
  });

  it('has hashes of all its keys but stop and record, and none of them listed anywhere', () => {
    const hashOf = (value: object): string => trajectoryHash(parseRunConfig(value, 'config'));
    const by = (step: number): object => ({ model: { kind: 'counting', to: 10, by: step } });
    expect(hashOf(toTen)).toBe(hashOf(by(1)));
    expect(hashOf(toTen)).not.toBe(hashOf(by(2)));
    expect(hashOf(toTen)).not.toBe(hashOf({ ...toTen, seed: 1 }));
    expect(hashOf(toTen)).toBe(hashOf({ ...toTen, stop: { maxIterations: 3 }, record: { every: 1 } }));
    expect(canonicalConfig(parseRunConfig(toTen, 'config'))).toMatchObject({ model: { by: 1 } });
  });

  it('has paths and metrics of its own', () => {
    const config = parseRunConfig(toTen, 'config');
    expect(kindOf(config)).toBe(counting);
    expect(configPaths(config).slice(0, 3)).toEqual(['model.kind', 'model.to', 'model.by']);
    expect(metricsOf(config).atSnapshots).toEqual(['count']);
    expect(describeMetric('count').description).toBe('how far it has counted');
    expect(describeMetric('train_loss').description).toMatch(/^objective on the observations/);
    expect(distinctKinds('model.kind', ['cp', 'counting', 'cp', 'x'])).toEqual(['cp', 'counting', 'x']);
  });

  it('takes the place of another when model.kind is set: groups of keys that it does not have go', () => {
    const config = parseRunConfig(factorization, 'config');
    const counts = withSettings(config, [
      ['model.to', 4],
      ['model.kind', 'counting'],
    ]);
    expect(counts).toEqual({
      model: { kind: 'counting', to: 4 },
      seed: 0,
      stop: config.stop,
      record: config.record,
    });
    expect(problemsOf(counts)).toEqual([]);
  });

  it('stands beside others in one definition, whose problems name their places', () => {
    const definition = (base: object, axes: object = {}) => ({
      name: 'both',
      description: '',
      presets: { quick: { parts: { tensors: { base: factorization }, counts: { base, axes } } } },
    });
    const { parts } = parseDefinition(definition(toTen, { 'model.by': [1, 5] }), 'both').presets['quick']!;
    expect(parts['counts']!.base).toMatchObject({ ...toTen, stop: { patience: 100 } });
    expect(parts['tensors']!.base).toMatchObject({ ...factorization, loss: { kind: 'mse' } });
    const wrong = (base: object, axes?: object): string =>
      inputErrorOf(() => parseDefinition(definition(base, axes), 'both'));
    const at = 'both: presets.quick.parts.counts';
    expect(wrong({ model: { kind: 'counting', to: 0 } })).toBe(
      `${at}.base.model.to: expected an integer >= 1, found 0`,
    );
    expect(wrong({ model: { kind: 'counting', to: 10, bye: 2 } })).toBe(
      `${at}.base.model.bye: unknown key; did you mean by?`,
    );
    expect(wrong({ model: { kind: 'kp' } })).toBe(
      `${at}.base.model.kind: expected matrix, cp, hierarchical, resnet, conv-ac or counting, found "kp"; did you mean cp?`,
    );
    expect(wrong(toTen, { 'model.by': [1, 3] })).toBe(
      `${at}.axes["model.by"]: expected a number that divides 10, found 3`,
    );
    expect(wrong(toTen, { 'init.std': [1] })).toContain('init.std');
  });

  it('is registered once, and with a claim of its own', () => {
    expect(inputErrorOf(() => registerKind(counting))).toBe(
      'kind of run counting: expected a name and a claim that no other kind has, found model.kind counting, and counting among the kinds',
    );
    const rival = { ...counting, name: 'rival', claims: { path: 'model.kind', values: ['cp'] } };
    expect(inputErrorOf(() => registerKind(rival))).toContain('factorization among the kinds');
  });
});
