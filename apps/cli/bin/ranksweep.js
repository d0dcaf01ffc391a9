#!/usr/bin/env node
// Starts ranksweep on a Node that runs TypeScript: this one, or the one that the workspace brings along.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NEEDED_MAJOR = 24;
const here = fileURLToPath(import.meta.url);
const main = join(dirname(here), '..', 'src', 'main.ts');

/** The workspace's own Node, in the first node_modules/.bin on the way up. */
function bundledNode() {
  for (let folder = dirname(here); folder !== dirname(folder); folder = dirname(folder)) {
    const node = join(folder, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
    if (existsSync(node)) return node;
  }
  return undefined;
}

if (Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR) {
  await import(pathToFileURL(main).href);
} else {
  const node = bundledNode();
  if (node === undefined) {
    console.error(
      `ranksweep: expected Node ${NEEDED_MAJOR} or later, found ${process.versions.node}; ` +
        'run npm ci in its folder, which brings one along, or install Node',
    );
    process.exit(2);
  }
  const path = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(node, [main, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  // Ctrl-C reaches the child by itself, which is in the same process group; other signals are for this process alone.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGUSR2']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`ranksweep: ${node}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (status) => process.exit(status ?? 1));
}
