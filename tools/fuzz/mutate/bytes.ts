/** Damage to bytes: single bits to whole stretches, and numbers at the edges of what fields hold. */
import type { Random } from '../random.ts';

const edges = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];
const doubles = [
  0,
  -0,
  1,
  -1,
  0.5,
  -1.5,
  1e9,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  1e300,
  1e-300,
  NaN,
  Infinity,
  -Infinity,
];

type Damage = (bytes: Buffer, random: Random) => Buffer;

const damages: readonly Damage[] = [
  (bytes, random) => {
    const at = random.below(bytes.length);
    bytes[at] = bytes[at]! ^ (1 << random.below(8));
    return bytes;
  },
  (bytes, random) => {
    bytes[random.below(bytes.length)] = random.pick(edges);
    return bytes;
  },
  (bytes, random) => written(bytes, random, 4, (at) => bytes.writeUInt32BE(random.pick(edges), at)),
  (bytes, random) => written(bytes, random, 4, (at) => bytes.writeUInt32LE(random.pick(edges), at)),
  (bytes, random) => written(bytes, random, 8, (at) => bytes.writeDoubleLE(random.pick(doubles), at)),
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => {
    const at = random.below(bytes.length);
    return bytes.fill(random.pick([0, 0xff, 0x5a]), at, Math.min(bytes.length, at + random.few(5000)));
  },
  (bytes, random) => {
    const [from, to] = [random.below(bytes.length), random.below(bytes.length)];
    bytes.copyWithin(to, from, from + random.few(5000));
    return bytes;
  },
  (bytes, random) => {
    const at = random.below(bytes.length);
    const inserted = bytes.subarray(at, at + random.few(64));
    return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]);
  },
];

function written(bytes: Buffer, random: Random, width: number, write: (at: number) => void): Buffer {
  // Fields are aligned more often than not.
  const places = Math.floor(bytes.length / width);
  if (places > 0) write(random.below(random.chance(0.5) ? Math.min(places, 16) : places) * width);
  return bytes;
}

/** @param start bytes before it stay as they are */
export function mutateBytes(input: Uint8Array, random: Random, start = 0): Buffer {
  let bytes: Buffer = Buffer.from(input.subarray(start));
  for (let count = random.few(8); count > 0 && bytes.length > 0; count--) {
    bytes = random.pick(damages)(bytes, random);
  }
  return Buffer.concat([input.subarray(0, start), bytes]);
}
