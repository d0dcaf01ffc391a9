/** What a page brings along: its style, Vega with its expression interpreter, and its own scripts. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Html } from './html.ts';

const text = (url: string | URL): string => readFileSync(new URL(url), 'utf8');
const own = (name: string): string => text(new URL(`../browser/${name}`, import.meta.url));

export interface Assets {
  readonly style: string;
  /** Classic scripts, run one after another. */
  readonly scripts: readonly string[];
}

export function readAssets(): Assets {
  // Vega's whole build for browsers lies beside its entry point.
  const vega = text(new URL('vega.min.js', import.meta.resolve('vega')));
  const drawing = [
    vega,
    asScript(text(import.meta.resolve('vega-interpreter'))),
    inScope(joined(own('points.js'), own('figures.js'))),
  ];
  return { style: own('page.css'), scripts: [...drawing, inScope(own('tables.js'))] };
}

const inScope = (code: string): string => `(() => {\n'use strict';\n${code}\n})();`;

/** Two modules as one: an import in a page would ask for a file beside it. */
const joined = (imported: string, importing: string): string =>
  imported.replaceAll(/^export /gm, '') + importing.replace(/^import .*;$/m, '');

const IMPORT = /^import (\{[^}]*\}) from 'vega-util';$/m;
const EXPORT = /^export \{ (\w+) as expressionInterpreter \};$/m;

/** The interpreter is built as a module alone. What it imports, the global `vega` has, too. */
function asScript(module: string): string {
  if (!IMPORT.test(module) || !EXPORT.test(module)) {
    throw new Error(
      'vega-interpreter: expected one import from vega-util and one export, found another build',
    );
  }
  return inScope(
    module
      .replace(IMPORT, 'const $1 = globalThis.vega;')
      .replace(EXPORT, 'globalThis.expressionInterpreter = $1;'),
  );
}

/** With no white space added: the policy allows the text between the tags by its hash. */
export const styleElement = ({ style }: Assets): Html => new Html(`<style>${style}</style>`);
export const scriptElements = ({ scripts }: Assets): Html[] =>
  scripts.map((script) => new Html(`<script>${script}</script>\n`));

/** Nothing but what is in the page may run, and nothing may be fetched. Pictures and files in it are `data:` addresses. */
export function contentSecurityPolicy({ style, scripts }: Assets): string {
  const allowed = (codes: readonly string[]): string => codes.map((code) => `'${sha256(code)}'`).join(' ');
  return [
    "default-src 'none'",
    `script-src ${allowed(scripts)}`,
    `style-src ${allowed([style])}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

const sha256 = (code: string): string => `sha256-${createHash('sha256').update(code).digest('base64')}`;
