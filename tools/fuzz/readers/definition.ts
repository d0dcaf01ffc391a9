/** Definition files: YAML, and with it JSON. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInDefinitions } from '@ranksweep/experiments';
import { expandSweep, loadDefinition } from '@ranksweep/sweep';
import { mutateValue } from '../mutate/value.ts';
import type { MakeReader } from '../reader.ts';
import { mutatedText, utf8 } from './support.ts';

const SMALL = `# Two parts and a figure.
name: small
description: |
  Several
  lines.
seeds: [0, 1]
parts:
  tf: &tf
    base:
      model: { kind: cp, components: 6 }
      task: { kind: completion, dims: [3, 3, 3], observed: 20, target: { kind: cp, rank: 1 } }
      init: { std: 0.1 }
      stop: { maxIterations: 100 }
    axes:
      init.std: [0.1, 0.01]
      optimizer.kind: [sgd, adam]
      optimizer.learningRate: [0.1]
  again: *tf
figure:
  caption: "Components of a tiny tensor."
  panels:
    - { title: TF, part: tf, metric: component_norm, top: 3, where: { optimizer.kind: sgd } }
    - title: Heat
      kind: heatmap
      part: tf
      x: init.std
      y: optimizer.kind
      value: { kind: final, metric: train_loss }
`;

export const definitionReader: MakeReader = (folder) => {
  const path = join(folder, 'fuzzed.yaml');
  const values = builtInDefinitions.map((definition): unknown => JSON.parse(JSON.stringify(definition)));
  return {
    name: 'definition',
    refusal: 'InputError',
    make: (random) =>
      random.chance(0.7)
        ? mutatedText(SMALL, random)
        : utf8(JSON.stringify(mutateValue(random.pick(values), random)) ?? ''),
    async read(input) {
      writeFileSync(path, input);
      const definition = await loadDefinition(path, []);
      return Object.keys(definition.presets).map((preset) => expandSweep(definition, { preset }).runs.length);
    },
  };
};
