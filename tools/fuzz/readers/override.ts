/** Words of the command line: overrides, and lists of seeds. */
import { builtInDefinitions } from '@ranksweep/experiments';
import { expandSweep, formatOverride, parseOverride, parseSeeds } from '@ranksweep/sweep';
import { mutateText } from '../mutate/text.ts';
import type { Reader } from '../reader.ts';
import { mutatedText, textOf, utf8 } from './support.ts';

const goodWords: readonly (readonly string[])[] = [
  ['init.std=0.05,0.01', 'seed=range(0,10)'],
  ['b-htf.init.std=logspace(-3,-1,9)', 'b-mf.model.depth=2,3'],
  ['model.kind=cp', 'model.components=4', 'b-mf.record.metrics=[train_loss,rank]'],
  ['task.target.file="a b.npy",\'c\'', 'task.dims=[3,3]'],
  ['b-htf.model.tree=[[1,2],[3,4]]', 'b-htf.model.widths=[2,2]', 'seed="0..3"'],
  ['optimizer.kind=sgd,adam', 'optimizer.learningRate=linspace(0.1,1,4)'],
  ['zip(b-tf.init.std=0.1,0.01,b-tf.stop.maxIterations=range(1,3))', 'b-mf.model.depth=2'],
  ['random(5,init.std=log-uniform(1e-4,0.1),record.every=integer(1,9),seed=3)', 'optimizer.kind=sgd'],
  ['random(3,b-tf.init.scheme=choice(gaussian,orthogonal))', 'zip(init.std=1,2,record.top="1",3)'],
  ['task.kind=sensing,completion', 'task.target.kind=cp,gaussian', 'loss.kind=mse,l1', 'optimizer.kind=sgd'],
];

/** Lines of one JSON list: words may hold any character. */
export const overrideReader = (): Reader => {
  const definition = builtInDefinitions.find(({ name }) => name === 'dynamics')!;
  return {
    name: 'override',
    refusal: 'InputError',
    make(random) {
      const words = [...random.pick(goodWords)];
      for (let count = random.few(3); count > 0; count--) {
        const at = random.below(words.length);
        words[at] = mutateText(random.chance(0.9) ? words[at]! : random.pick(random.pick(goodWords)), random);
      }
      return utf8(JSON.stringify(words));
    },
    read(input) {
      const overrides = (JSON.parse(textOf(input)) as string[]).map(parseOverride);
      for (const setting of overrides.flatMap(({ settings }) => settings)) {
        const { key } = setting;
        if (!('values' in setting) || setting.values.length > 1000 || /[=(]/.test(key)) continue;
        const again = parseOverride(formatOverride(key, setting.values)).settings;
        if (JSON.stringify(again) !== JSON.stringify([setting]))
          throw new Error(`another value after a round trip: ${key}`);
      }
      return expandSweep(definition, { preset: 'quick', overrides }).runs.length;
    },
  };
};

export const seedsReader = (): Reader => ({
  name: 'seeds',
  refusal: 'InputError',
  make: (random) => mutatedText(random.pick(['0..9', '0,1,5', '0..2,7', '0..99999,100000..199999']), random),
  read: (input) => parseSeeds(textOf(input)).length,
});
