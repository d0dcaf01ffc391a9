import { InputError } from '@ranksweep/core';
import { parseDefinition } from '@ranksweep/kinds';
import type { SweepDefinition } from '@ranksweep/kinds';

const task = { kind: 'completion', dims: [4, 4, 4], observed: 10, target: { kind: 'cp', rank: 2 } };
const model = { kind: 'cp', components: 4 };

/** Two parts of different kinds, one of them with an axis. */
export const definition: SweepDefinition = parseDefinition(
  {
    name: 'test',
    description: '',
    presets: {
      paper: { seeds: [0, 1, 2], parts: { 'b-tf': { base: { model, task, init: { std: 0.5 } } } } },
      quick: {
        seeds: [0, 1],
        parts: {
          'b-tf': { base: { model, task, init: { std: 0.1 } }, axes: { 'init.std': [0.1, 0.2] } },
          'b-htf': { base: { model: { kind: 'hierarchical', widths: [3, 3] }, task, init: { std: 0.1 } } },
        },
      },
    },
  },
  'test',
);

/** The message of the InputError that `run` throws; any other error comes through. */
export function inputErrorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'no error';
}

export async function inputErrorOfAsync(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return 'no error';
  if (error instanceof InputError) return error.message;
  throw error;
}
