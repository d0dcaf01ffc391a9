/** The workspace's TypeScript as JavaScript with declarations: file by file, so that each finds what lies beside it. */
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE } from './workspace.ts';

/**
 * @param folder is given `packages/core/src/index.js`, `packages/core/src/index.d.ts` and so on
 * @throws when the compiler finds a mistake, or a file refers to TypeScript that will not be there
 */
export function compile(folder: string): void {
  const compiler = join(WORKSPACE, 'node_modules', 'typescript', 'bin', 'tsc');
  const project = join(WORKSPACE, 'tools', 'pack');
  execFileSync(process.execPath, [compiler, '--project', project, '--outDir', folder], { stdio: 'inherit' });
  for (const path of globSync('**/*.js', { cwd: folder })) {
    const file = join(folder, path);
    const text = readFileSync(file, 'utf8');
    const changed = withCompiledUrls(text);
    if (changed !== text) writeFileSync(file, changed);
  }
}

/** The compiler renames what is imported; workers and processes are named by URLs. */
export const withCompiledUrls = (text: string): string =>
  text.replaceAll(/new URL\('([^']*)\.ts', import\.meta\.url\)/g, "new URL('$1.js', import.meta.url)");
