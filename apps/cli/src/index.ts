/// <reference types="node" preserve="true" />
/** What definitions and extensions in TypeScript import from `ranksweep`. Their compiler needs Node's types for it. */
export { defineSweep, type RunKind, type SweepFile } from '@ranksweep/kinds';
export type { Engine } from '@ranksweep/engine';
export type { Extension } from '@ranksweep/sweep';
