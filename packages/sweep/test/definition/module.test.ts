import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadDefinition, type LoadOptions } from '../../src/definition/loadDefinition.ts';
import { definition, inputErrorOfAsync } from './support.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ranksweep-module-')));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const good = JSON.stringify(definition);

async function refusal(text: string, options?: LoadOptions, name = 'a.ts'): Promise<string> {
  const message = await inputErrorOfAsync(loadDefinition(written(name, text), [], options));
  return message.replaceAll(`${folder}/`, '');
}

const load = (text: string, name = 'good.ts'): Promise<unknown> => loadDefinition(written(name, text), []);

describe('a definition that is a program', () => {
  it.each<[string, string]>([
    ['prints', `console.log('{"value":1}'); console.error('x');\nexport default ${good};\n`],
    ['leaves a timer running', `setInterval(() => {}, 1000);\nexport default ${good};\n`],
    [
      'would throw later',
      `setTimeout(() => { throw new Error('late'); }, 60_000);\nexport default ${good};\n`,
    ],
    ['waits for something', `await new Promise((done) => setTimeout(done, 20));\nexport default ${good};\n`],
    ['sets a status', `process.exitCode = 7;\nexport default ${good};\n`],
    ['spoils what is built in', `JSON.stringify = () => 'no';\nexport default ${good};\n`],
    ['is a proxy of plain things', `export default new Proxy(${good}, {});\n`],
    [
      'uses the packages of ranksweep',
      `import { median } from '@ranksweep/core';\nmedian([1]);\nexport default ${good};\n`,
    ],
    [
      'has its type checked',
      `import { defineSweep } from 'ranksweep';\nexport default defineSweep(${good});\n`,
    ],
  ])('that %s is read', async (_, text) => {
    expect(await load(text)).toEqual(definition);
  });

  it('may be given a long time', async () => {
    const path = written('slow.ts', `export default ${good};\n`);
    for (const moduleLimitMs of [1e12, 99_999.5]) {
      expect(await loadDefinition(path, [], { moduleLimitMs })).toEqual(definition);
    }
  });

  it('imports what lies beside it, under any name, through links too', async () => {
    const odd = join(folder, 'a b#?%20é');
    mkdirSync(odd);
    writeFileSync(join(odd, 'rest.ts'), `export const rest: unknown = ${good};\n`);
    writeFileSync(join(odd, 'd.mjs'), `import { rest } from './rest.ts';\nexport default rest;\n`);
    symlinkSync(join(odd, 'd.mjs'), join(folder, 'link.mjs'));
    expect(await loadDefinition(join(odd, 'd.mjs'), [])).toEqual(definition);
    expect(await loadDefinition(join(folder, 'link.mjs'), [])).toEqual(definition);
  });
});

describe('the message for a program that misbehaves', () => {
  it.each<[string, string, string]>([
    ['throws', `const a: number = 1;\nthrow new Error(\`no \${a}\`);\n`, 'a.ts:2: no 1'],
    ['throws a number', `\nthrow 3;\n`, 'a.ts: expected a definition, found that it threw 3'],
    [
      'throws what cannot be shown',
      `throw Object.defineProperty(new Error(), 'message', { get() { throw 1; } });\n`,
      'a.ts: expected a definition, found that it threw something that cannot be shown',
    ],
    [
      'rejects what nobody waits for',
      `\nPromise.reject(new Error('late'));\nexport default ${good};\n`,
      'a.ts:2: late',
    ],
    [
      'throws while it waits',
      `setTimeout(() => {\n  throw new Error('late');\n}, 1);\nawait new Promise((done) => setTimeout(done, 5000));\n`,
      'a.ts:2: late',
    ],
    [
      'ends its process',
      `\n\nprocess.exit(0);\n`,
      'a.ts:3: expected a definition, found that it ends its process (status 0)',
    ],
    [
      'waits for nothing',
      `await new Promise(() => {});\nexport default ${good};\n`,
      'a.ts: expected a definition, found that it waits for what never comes',
    ],
    [
      'kills its process',
      `process.kill(process.pid, 'SIGKILL');\nawait new Promise((done) => setTimeout(done, 5000));\n`,
      'a.ts: expected a definition, found that its process was ended by SIGKILL',
    ],
    [
      'aborts',
      `process.abort();\n`,
      'a.ts: expected a definition, found that its process was ended by SIGABRT, as it is when memory runs out',
    ],
    ['is no TypeScript', `const a: number = 1;\nconst b = ;\n`, 'a.ts:2: Expression expected'],
    ['has an enum', `\nenum A { B }\n`, 'a.ts:2: TypeScript enum is not supported in strip-only mode'],
    [
      'asks for a name that is not there',
      `\nimport { no } from 'node:fs';\nexport default no;\n`,
      `a.ts:2: The requested module 'node:fs' does not provide an export named 'no'`,
    ],
    [
      'exports nothing',
      `export const a = 1;\n`,
      'a.ts: expected a definition as the default export, found no default export',
    ],
  ])('%s', async (_, text, message) => {
    expect(await refusal(text)).toBe(message);
  });

  it('of JavaScript that cannot be parsed names the line', async () => {
    expect(await refusal(`const a = 1;\nconst b = ;\n`, {}, 'a.mjs')).toBe(`a.mjs:2: Unexpected token ';'`);
  });

  it('names the file that it imports, where the mistake is there', async () => {
    written('helper.ts', `export function help(): void {\n  throw new Error('no help');\n}\n`);
    expect(await refusal(`import { help } from './helper.ts';\n\nhelp();\n`)).toBe(
      'a.ts:3: no help (helper.ts:2)',
    );
    expect(await refusal(`import './nowhere.ts';\n`)).toContain(`Cannot find module 'nowhere.ts'`);
  });

  it.each(['for (;;);\n', 'setInterval(() => {}, 10);\nawait new Promise(() => {});\n'])(
    'tells of the time that it was given: %s',
    async (text) => {
      expect(await refusal(text, { moduleLimitMs: 500 })).toBe(
        'a.ts: expected a definition within 0.5 s, found none: see what the module waits for, or give it longer with --definition-limit',
      );
    },
  );

  it.each<[string, string, string]>([
    ['a function', '{ parts: { a: () => 1 } }', 'parts.a: expected a value as in JSON, found a function'],
    [
      'a BigInt',
      '{ seeds: [0, 1n] }',
      'seeds[1]: expected a value as in JSON, found the BigInt 1n; write the number without n',
    ],
    [
      'undefined',
      '{ parts: undefined }',
      'parts: expected a value as in JSON, found undefined; leave the key out where nothing is meant',
    ],
    [
      'nothing at all',
      'undefined',
      'expected a value as in JSON, found undefined; leave the key out where nothing is meant',
    ],
    ['NaN', '{ seeds: [0 / 0] }', 'seeds[0]: expected a value as in JSON, found NaN'],
    ['infinity', '{ seeds: [-1 / 0] }', 'seeds[0]: expected a value as in JSON, found -Infinity'],
    ['a Map', '{ parts: new Map() }', 'parts: expected a value as in JSON, found an object of class Map'],
    ['a promise', 'Promise.resolve(1)', 'expected a value as in JSON, found an object of class Promise'],
    [
      'a cycle',
      '(() => { const a = { b: {} }; a.b = [a]; return a; })()',
      'b[0]: expected a value as in JSON, found a value that holds itself',
    ],
    [
      'depth without end',
      'new Proxy({}, { ownKeys: () => ["a"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }), get: (_, __, self) => Object.create(null, { a: { enumerable: true, get: () => self } }) })',
      'a.a: expected a value as in JSON, found a value that holds itself',
    ],
    [
      'length without end',
      'new Proxy([], { get: (_, key) => key === "length" ? 2 ** 32 - 1 : 0 })',
      'expected at most 1000000 values, found more',
    ],
  ])('names the place of %s', async (_, value, message) => {
    expect(await refusal(`export default ${value};\n`, {}, 'a.mjs')).toBe(`a.mjs: ${message}`);
  });

  it.each<[string, string]>([
    ['a getter', 'export default {\n  get parts() {\n    throw new Error("no parts");\n  },\n};\n'],
    [
      'a proxy',
      'export default new Proxy({}, {\n  ownKeys() {\n    throw new Error("no parts");\n  },\n});\n',
    ],
  ])('names the line of %s that throws', async (_, text) => {
    expect(await refusal(text)).toBe('a.ts:3: no parts');
  });
});
