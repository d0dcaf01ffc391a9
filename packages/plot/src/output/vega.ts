/**
 * Vega and Vega-Lite as they are built for browsers, a file each. Their modules for Node are 400 files, which take a command longer to
 * load than its figure takes to draw.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import type * as Vega from 'vega';
import type * as VegaLite from 'vega-lite';

export const vega = built<typeof Vega>('vega', 'vega.min.js', {});
export const { compile } = built<typeof VegaLite>('vega-lite', 'vega-lite.min.js', { vega });

/** What a package's file exports that lies beside its entry point. @param imports what it may require, by name */
function built<Exports>(name: string, file: string, imports: Readonly<Record<string, unknown>>): Exports {
  const filename = fileURLToPath(new URL(file, import.meta.resolve(name)));
  const evaluate = compileFunction(readFileSync(filename, 'utf8'), ['module', 'exports', 'require'], {
    filename,
  });
  const module = { exports: {} as Exports };
  evaluate(module, module.exports, (imported: string) => imports[imported]);
  return module.exports;
}
