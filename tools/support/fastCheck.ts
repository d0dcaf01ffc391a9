/**
 * fast-check as tests get it (`vitest.base.ts` puts it in the package's place): the same cases on every day and machine, so that a
 * change that breaks nothing is never stopped by a case that nobody had tried. `RANKSWEEP_TEST_SEED=7 npm test` tries others.
 */
import { createRequire } from 'node:module';
import type * as FastCheck from 'fast-check';

const fc = createRequire(import.meta.url)('fast-check') as typeof FastCheck;

const DEFAULT_SEED = 20_210_219;
const seed = Number(process.env['RANKSWEEP_TEST_SEED'] ?? DEFAULT_SEED);
if (!Number.isInteger(seed))
  throw new Error(`RANKSWEEP_TEST_SEED: expected an integer, found ${process.env['RANKSWEEP_TEST_SEED']}`);
fc.configureGlobal({ seed });

export default fc;
