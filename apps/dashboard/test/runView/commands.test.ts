import { parseSeeds, parseOverride, expandSweep } from '@ranksweep/sweep';
import { builtInDefinitions } from '@ranksweep/experiments';
import type { RunConfig } from '@ranksweep/core';
import { kindOf, registerKind } from '@ranksweep/kinds';
import type { RunKind } from '@ranksweep/run';
import { expect, test } from 'vitest';
import { counting } from '../../../../packages/kinds/test/countingKind.ts';
import { cellCommand, showCommand, wholeCommand } from '../../src/views/run/commands.ts';
import type { RunFacts } from '../../src/views/run/runState.ts';

const DB = '/tmp/it is/x.db';

const factsOf = (config: RunConfig, part: string, axes: RunFacts['axes'], definition: string): RunFacts =>
  ({
    row: { runId: 7, seed: config.seed, engine: 'wasm', config },
    place: { sweepId: 1, part, cell: 0 },
    sweep: { id: 1, name: definition, definition, preset: 'quick' },
    axes,
  }) as unknown as RunFacts;

/** As a shell reads a word that `shellWord` has written. */
const unquoted = (word: string): string =>
  word.replaceAll(/'([^']*)'|\\(.)/g, (_, inside, one) => inside ?? one);

/** Runs of a boundary follow from results, and have seeds of their own. */
const withGrids = builtInDefinitions.filter(({ presets: { quick } }) =>
  Object.values(quick!.parts).some(({ boundary }) => boundary === undefined),
);

test.each(withGrids.map((definition) => [definition.name, definition] as const))(
  'the commands of a cell of %s name it',
  (name, definition) => {
    const { runs } = expandSweep(definition, { preset: 'quick', seeds: [3] });
    const seen = new Set<string>();
    for (const { part, cell, config } of runs) {
      if (seen.has(part)) continue;
      seen.add(part);
      const facts = factsOf(config, part, Object.entries(cell), name);
      for (const command of [cellCommand(facts, DB), wholeCommand(facts, DB)]) {
        const words = command!.map(unquoted);
        expect(words.slice(0, 6)).toEqual(['npx', 'ranksweep', 'run', name, '--preset', 'quick']);
        const at = words.indexOf('--seeds');
        const again = expandSweep(definition, {
          preset: 'quick',
          overrides: words.slice(6, at).map(parseOverride),
          seeds: parseSeeds(words[at + 1]!),
        });
        expect(again.runs.filter((run) => run.part === part).map((run) => run.config)).toEqual([config]);
        const engine = kindOf(config).engineOn === undefined ? ['--engine', 'wasm'] : [];
        expect(words.slice(at + 2)).toEqual([...engine, '--db', DB]);
      }
    }
  },
);

test('of a kind that chooses its engine, the command names none', () => {
  registerKind(counting as unknown as RunKind);
  const config = kindOf({ model: { kind: 'counting' } }).schema.parse({ model: { kind: 'counting', to: 4 } });
  const words = cellCommand(factsOf(config as RunConfig, 'counts', [], 'counts'), DB)!.map(unquoted);
  expect(words.slice(-4)).toEqual(['--seeds', '0', '--db', DB]);
});

test('a run can be shown', () => {
  const facts = { row: { runId: 7 } } as unknown as RunFacts;
  expect(showCommand(facts, DB).join(' ')).toBe("npx ranksweep show run:7 --db '/tmp/it is/x.db'");
});
