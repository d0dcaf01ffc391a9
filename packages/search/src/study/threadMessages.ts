/** What a study's thread and the source say to each other. */
import type { AskedTrial } from './suggestions.ts';

/** A trial's number and loss, see `Study.tell`. */
export type ToldTrial = readonly [number: number, loss: number];

/** Errors of input lose their class between threads, and are handed over as text. */
export type FromThread =
  { readonly asked: readonly AskedTrial[]; readonly isLast: boolean } | { readonly problem: string };
