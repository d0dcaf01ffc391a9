/** NumPy's .npy files. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npyParts, readNpy } from '@ranksweep/npy';
import { mutateBytes } from '../mutate/bytes.ts';
import { mutateText } from '../mutate/text.ts';
import type { Random } from '../random.ts';
import type { MakeReader } from '../reader.ts';

const good = [
  Buffer.concat(npyParts(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3])),
  Buffer.concat(npyParts(Float32Array.of(1, 2, 3, 4), [2, 2])),
  Buffer.concat(npyParts(Float64Array.of(1), [])),
];

/** The header's text alone, its length put right as often as not. */
function withHeader(file: Buffer, random: Random): Buffer {
  const length = file.readUInt16LE(8);
  const header = Buffer.from(mutateText(file.toString('latin1', 10, 10 + length), random), 'latin1');
  const prefix = Buffer.from(file.subarray(0, 10));
  if (random.chance(0.8)) prefix.writeUInt16LE(header.length & 0xffff, 8);
  return Buffer.concat([prefix, header, file.subarray(10 + length)]);
}

export const npyReader: MakeReader = (folder) => {
  const path = join(folder, 'fuzzed.npy');
  return {
    name: 'npy',
    refusal: 'InputError',
    make: (random) => (random.chance(0.5) ? withHeader : mutateBytes)(random.pick(good), random),
    async read(input) {
      writeFileSync(path, input);
      const { shape, data } = await readNpy(path);
      if (data.length !== shape.reduce((product, d) => product * d, 1))
        throw new Error(`${data.length} values`);
    },
  };
};
