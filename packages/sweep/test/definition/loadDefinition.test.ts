import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getPath } from '@ranksweep/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expandSweep } from '../../src/definition/expand.ts';
import { loadDefinition } from '../../src/definition/loadDefinition.ts';
import { parseOverride } from '../../src/definition/overrides.ts';
import { definition, inputErrorOfAsync } from './support.ts';

const builtIn = { name: definition.name, load: async () => definition };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ranksweep-definition-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

/** The error for a file with this text; the folder's name is left out. */
async function errorOf(name: string, text: string): Promise<string> {
  const message = await inputErrorOfAsync(loadDefinition(await written(name, text), [builtIn]));
  return message.replaceAll(`${folder}/`, '');
}

const short = `# a sweep of mine
seeds: [0, 1]
parts:
  a:
    base:
      model: { kind: cp, components: 4 }
      task:
        kind: completion
        dims: [4, 4, 4]
        observed: 10
        target: { kind: cp, rank: 2 }
      init: { std: 0.1 }
    axes:
      init.std: [0.1, 0.2]
`;
const long = `name: mine
description: mine
presets:
  quick:
${short
  .split('\n')
  .slice(1)
  .map((line) => `    ${line}`)
  .join('\n')}
`;

describe('a definition', () => {
  it('is found by its name', async () => {
    expect(await loadDefinition('test', [builtIn])).toBe(definition);
  });

  it.each([
    [
      'tets',
      'tets: expected a definition or a file that ends in .yaml, .yml, .json, .ts or .mjs; did you mean test?',
    ],
    [
      'other',
      'other: expected a definition or a file that ends in .yaml, .yml, .json, .ts or .mjs; definitions: test',
    ],
    ['./nowhere.yaml', './nowhere.yaml: expected a file, found none'],
  ])('%s is not', async (name, message) => {
    expect(await inputErrorOfAsync(loadDefinition(name, [builtIn]))).toBe(message);
  });

  it('is looked for beside a name that is not there', async () => {
    const file = await written('natural.yaml', short);
    const asked = file.replace('natural', 'natrual');
    expect(await inputErrorOfAsync(loadDefinition(asked, []))).toBe(
      `${asked}: expected a file, found none; did you mean ${file}?`,
    );
    const other = file.replace('natural', 'cp');
    expect(await inputErrorOfAsync(loadDefinition(other, []))).toBe(`${other}: expected a file, found none`);
  });

  it('is read from YAML, with presets or without', async () => {
    const withoutPresets = await loadDefinition(await written('My sweep.yaml', short), []);
    const withPresets = await loadDefinition(await written('long.yaml', long), []);
    expect(withoutPresets.name).toBe('my-sweep');
    expect(withoutPresets.presets['default']).toEqual(withPresets.presets['quick']);
    expect(withoutPresets.presets['default']!.seeds).toEqual([0, 1]);
  });

  it('is read from JSON, tabs included, and from TypeScript', async () => {
    const json = JSON.stringify(definition, undefined, '\t');
    const module = `import type {} from 'node:fs';\nconst d: unknown = ${json};\nexport default d;\n`;
    expect(await loadDefinition(await written('a.json', json), [])).toEqual(definition);
    expect(await loadDefinition(await written('a.ts', module), [])).toEqual(definition);
  });

  it('brings in what merge keys name; what stands beside them counts, then the first', async () => {
    const base = '{ model: { kind: cp, components: 4 }, init: { std: 0.1 } }';
    const text = `
parts:
  a:
    base: &base
      model: { kind: cp, components: 4 }
      task: { kind: completion, dims: [4, 4, 4], observed: 10, target: { kind: cp, rank: 2 } }
      init: { std: 0.1 }
  b:
    base: { init: { std: 0.2 }, <<: *base }
  c:
    base: { <<: [{ init: { std: 0.3 } }, *base] }
`;
    const { presets } = await loadDefinition(await written('merge.yaml', text), []);
    const { a, b, c } = presets['default']!.parts;
    expect(b!.base).toEqual({ ...a!.base, init: { scheme: 'gaussian', std: 0.2 } });
    expect(c!.base).toEqual({ ...a!.base, init: { scheme: 'gaussian', std: 0.3 } });
    const quoted = `parts:\n  a:\n    base: { "<<": ${base}, model: { kind: cp } }\n`;
    expect(await errorOf('a.yaml', quoted)).toContain('a.yaml:3: parts.a.base["<<"]: unknown key');
  });

  it('may name its schema for editors', async () => {
    const text = `$schema: ./ranksweep.schema.json\n${short}`;
    const { presets } = await loadDefinition(await written('schema.yaml', text), []);
    expect(presets).toEqual((await loadDefinition(await written('plain.yaml', short), [])).presets);
  });

  it('means by a target with a file what the key on the command line means', async () => {
    const load = async (target: string): Promise<unknown> => {
      const text = short.replace('{ kind: cp, rank: 2 }', target);
      const { presets } = await loadDefinition(await written('target.yaml', text), []);
      return getPath(presets['default']!.parts['a']!.base, 'task.target');
    };
    const plain = await loadDefinition(await written('plain.yaml', short), []);
    const file = join(folder, 'x.npy');
    const { runs } = expandSweep(plain, { overrides: [parseOverride(`task.target.file=${file}`)] });
    const overridden = getPath(runs[0]!.config, 'task.target');
    expect(overridden).toEqual({ kind: 'file', file });
    expect(await load('{ file: x.npy }')).toEqual(overridden);
    expect(await load('{ kind: file, file: x.npy }')).toEqual(overridden);
  });

  it('names target files relative to itself', async () => {
    const text = short.replace('{ kind: cp, rank: 2 }', '{ kind: file, file: data/x.npy }');
    const { presets } = await loadDefinition(await written('file.yaml', text), []);
    expect(getPath(presets['default']!.parts['a']!.base, 'task.target.file')).toBe(
      join(folder, 'data/x.npy'),
    );
    const axis = short.replace('init.std: [0.1, 0.2]', 'task.target.file: [x.npy, /y.npy]');
    const { presets: more } = await loadDefinition(await written('files.yaml', axis), []);
    expect(more['default']!.parts['a']!.axes).toEqual({
      'task.target.file': [join(folder, 'x.npy'), '/y.npy'],
    });
    const search = short.replace(
      /axes:[^]*/,
      'search: { minimize: train_loss, trials: 4, space: { task.target.file: { choices: [x.npy, /y.npy] } } }',
    );
    const { presets: searched } = await loadDefinition(await written('searched.yaml', search), []);
    expect(searched['default']!.parts['a']!.search!.space).toEqual({
      'task.target.file': { choices: [join(folder, 'x.npy'), '/y.npy'] },
    });
  });
});

describe('the message for a mistake names the line and the key', () => {
  it.each([
    [
      'unknown key, and the key that is missing for it',
      short.replace('observed', 'observd'),
      'a.yaml:7: parts.a.base.task.observed: missing; expected an integer >= 1\n' +
        'a.yaml:10: parts.a.base.task.observd: unknown key; did you mean observed?',
    ],
    [
      'unknown key below presets',
      long.replace('observed: 10', 'observed: 10\n            observd: 10'),
      'a.yaml:14: presets.quick.parts.a.base.task.observd: unknown key; did you mean observed?',
    ],
    [
      'value',
      short.replace('0.1 }', '-1 }'),
      'a.yaml:12: parts.a.base.init.std: expected a number > 0, found -1',
    ],
    [
      'value of an axis',
      short.replace('[0.1, 0.2]', '[0.1, -1]'),
      'a.yaml:14: parts.a.axes["init.std"]: expected a number > 0, found -1',
    ],
    [
      'key of an axis',
      short.replace('init.std', 'init.sdt'),
      'a.yaml:14: parts.a.axes["init.sdt"]: unknown key; did you mean init.std?',
    ],
    [
      'all cells',
      short.replace('observed: 10', 'observed: 65'),
      'a.yaml:10: parts.a.base.task.observed: expected at most 64 entries (the product of task.dims), found 65',
    ],
    [
      'one of the cells',
      short.replace('init.std: [0.1, 0.2]', 'task.dims: [[4, 4, 4], [2, 2, 2]]'),
      'a.yaml:10: parts.a.base.task.observed: expected at most 8 entries (the product of task.dims), found 10 (where task.dims = [2, 2, 2])',
    ],
    [
      'element of a list',
      short.replace('[0, 1]', '[0,\n  x]'),
      'a.yaml:3: seeds[1]: expected an integer from 0 to 281474976710655, found "x"',
    ],
    ['key at the top', `sedes: [1]\n${short}`, 'a.yaml:1: sedes: unknown key; did you mean seeds?'],
    ['no parts', 'seeds: [0]\n', 'a.yaml:1: parts: missing; expected a group of keys'],
    ['list', '- 1\n', 'a.yaml:1: expected a group of keys, found [1]'],
    ['nothing', '', 'a.yaml: expected a group of keys, found null'],
    [
      'value that was merged',
      short.replace('base:', 'base: &base') +
        '  b:\n    base:\n      <<: *base\n      model: { kind: cp, components: 0 }\n',
      'a.yaml:18: parts.b.base.model.components: expected an integer >= 1, found 0',
    ],
    [
      'value that was merged from where it is wrong',
      short.replace('base:', 'base: &base').replace('observed: 10', 'observed: 65') +
        '  b:\n    base: { <<: [{ init: { std: 1 } }, *base] }\n',
      'a.yaml:10: parts.a.base.task.observed: expected at most 64 entries (the product of task.dims), found 65\n' +
        'a.yaml:10: parts.b.base.task.observed: expected at most 64 entries (the product of task.dims), found 65',
    ],
    [
      'merge of no group',
      `${short}x:\n  <<: 3\n`,
      'a.yaml:16: not valid YAML: expected << to name groups of keys',
    ],
    [
      'parts beside presets',
      `${long}seeds: [1]\n`,
      'a.yaml:19: seeds: expected seeds in each preset, or no presets; found both seeds and presets',
    ],
    [
      'merge of what is not there',
      `${short}x:\n  <<: *no\n`,
      'a.yaml:16: not valid YAML: expected << to name groups of keys',
    ],
    [
      'merge given twice',
      `${short}x: &x { a: 1 }\ny: { <<: *x, <<: *x }\n`,
      'a.yaml:16: not valid YAML: Map keys must be unique',
    ],
    ['key given twice', `${short}seeds: [1]\n`, 'a.yaml:15: not valid YAML: Map keys must be unique'],
    [
      'indentation',
      'a:\n  b: 1\n c: 2\n',
      'a.yaml:3: not valid YAML: All mapping items must start at the same column',
    ],
    [
      'unknown tag',
      'a: 1\nb: !!js/function x\n',
      'a.yaml:2: not valid YAML: Unresolved tag: tag:yaml.org,2002:js/function',
    ],
    [
      'alias',
      'a: *b\n',
      'a.yaml: not valid YAML: Unresolved alias (the anchor must be set before the alias): b',
    ],
  ])('%s', async (_, text, message) => {
    expect(await errorOf('a.yaml', text)).toBe(message);
  });

  it('in JSON too', async () => {
    expect(await errorOf('a.json', '{\n"parts": {\n"a": 1\n}}')).toBe(
      'a.json:3: parts.a: expected a group of keys, found 1',
    );
  });

  it.each([
    ['throws.ts', 'const a: number = 1;\nthrow new Error(`no ${a}`);\n', 'throws.ts:2: no 1'],
    [
      'nothing.ts',
      'export const a = 1;\n',
      'nothing.ts: expected a definition as the default export, found no default export',
    ],
    ['bad.mjs', 'export default { parts: 3 };\n', 'bad.mjs: parts: expected a group of keys, found 3'],
  ])('%s', async (name, text, message) => {
    expect(await errorOf(name, text)).toBe(message);
  });
});

describe('hostile files', () => {
  it.each([
    ['nesting without end', '['.repeat(20_000)],
    ['nesting that is closed', `seeds: ${'['.repeat(5_000)}${']'.repeat(5_000)}\n`],
    [
      'aliases of aliases',
      'a: &a [x,x,x,x,x,x,x,x,x]\n' +
        'bcdefgh'
          .split('')
          .map((k, i) => `${k}: &${k} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]\n`)
          .join(''),
    ],
    ['a cycle', 'parts: &a\n  a: *a\n'],
    ['a merge of itself', 'parts: &a\n  <<: *a\n'],
    [
      'merges of merges',
      `b0: &b0 { x: 1 }\n${Array.from({ length: 40 }, (_, i) => `b${i + 1}: &b${i + 1} { <<: [${Array(9).fill(`*b${i}`).join(', ')}] }\n`).join('')}`,
    ],
    ['a prototype', '__proto__: { polluted: 1 }\nconstructor: 1\n'],
    ['binary', '\u0000\u0001\ufffe'],
  ])('%s', async (_, text) => {
    expect(await errorOf('hostile.yaml', text)).toMatch(/^hostile\.yaml/);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
