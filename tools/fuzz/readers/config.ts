/** Run configurations as values of any origin. */
import { canonicalJson } from '@ranksweep/core';
import { canonicalConfig, flattenConfig, parseRunConfig, trajectoryHash } from '@ranksweep/kinds';
import { mutateValue, textToValue, valueToText } from '../mutate/value.ts';
import type { Reader } from '../reader.ts';
import { goodConfigs, textOf, utf8 } from './support.ts';

export const configReader = (): Reader => ({
  name: 'config',
  refusal: 'InputError',
  make: (random) => utf8(valueToText(mutateValue(random.pick(goodConfigs), random))),
  read(input) {
    const config = parseRunConfig(textToValue(textOf(input)), 'config');
    const again = parseRunConfig(JSON.parse(canonicalJson(canonicalConfig(config))), 'config');
    if (trajectoryHash(again) !== trajectoryHash(config)) throw new Error('another hash after a round trip');
    return flattenConfig(config);
  },
});
