/** Optuna's side of the comparison. */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { DEFAULT_PYTHONS } from '../peers.ts';

export const OPTUNA_SEARCH = fileURLToPath(new URL('../../peers/optuna_search.py', import.meta.url));

export interface FoundOptuna {
  readonly python: string;
  readonly version: string;
}

/** The first interpreter that has Optuna and its CMA-ES. */
export async function findOptuna(
  pythons: readonly string[] = DEFAULT_PYTHONS,
): Promise<FoundOptuna | undefined> {
  for (const python of pythons) {
    const script = 'import cmaes, optuna; print(optuna.__version__)';
    const { failed, stdout } = await execa(python, ['-c', script], { reject: false });
    if (!failed) return { python, version: stdout.trim() };
  }
  return undefined;
}
