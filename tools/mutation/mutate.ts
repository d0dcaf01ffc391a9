/**
 * `npm run mutate -- packages/text`: changes the sources of one project, one place at a time, and says which changes its tests do
 * not notice. Files may be named to look at those alone: `npm run mutate -- packages/core src/events/*.ts`.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';

const [folder, ...files] = process.argv.slice(2);
if (folder === undefined) {
  console.error('expected the folder of a project, found none: npm run mutate -- packages/text');
  process.exit(2);
}
process.chdir(fileURLToPath(new URL('../../', import.meta.url)));
await new Stryker({
  mutate: (files.length > 0 ? files : ['src/**/*.ts']).map((file) => join(folder, file)),
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: join(folder, 'vitest.config.ts'), dir: folder },
  // It would rewrite the compiler's settings with an interface that TypeScript 7 does not have, and nothing here is compiled.
  tsconfigFile: 'none',
  // What runs once, when a module is loaded, would start all tests anew for each change.
  ignoreStatic: true,
  ignorePatterns: ['docs', 'results', 'packed', '.coverage'],
  tempDirName: '.stryker',
  reporters: ['clear-text', 'progress'],
}).runMutationTest();
