/** Checks of the keys that count in epochs. */
import {
  getPath,
  recordSchema,
  shown,
  stopSchema,
  type FactorizationConfig,
  type InputProblem,
} from '@ranksweep/core';
import { iterationsPerEpoch, unitsOfLength } from '../epochs.ts';
import { atMost, problem } from './problem.ts';

const DEFAULTS = { stop: stopSchema.parse({}), record: recordSchema.parse({}) };

/** A key that has its default counts as left out: whatever was written, epochs then count. */
export function epochProblems(config: FactorizationConfig): InputProblem[] {
  const both = unitsOfLength.flatMap(([path, inEpochs]) => {
    const [found, epochs] = [getPath(config, path), getPath(config, inEpochs)];
    if (epochs === undefined || found === getPath(DEFAULTS, path)) return [];
    const key = path.split('.')[1];
    return [
      problem(inEpochs, `expected either this or ${path}, found ${shown(epochs)} and ${key} ${shown(found)}`),
    ];
  });
  return both.length > 0 ? both : unitsOfLength.flatMap(([, path]) => tooMany(config, path));
}

function tooMany(config: FactorizationConfig, path: string): InputProblem[] {
  const epochs = getPath(config, path);
  const most = Math.floor(Number.MAX_SAFE_INTEGER / (iterationsPerEpoch(config) ?? 1));
  return typeof epochs === 'number' && epochs > most ? [atMost(path, most, 'epochs', epochs)] : [];
}
