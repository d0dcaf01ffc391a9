/** Many images of ink: 2 % of their pixels are not 0, so that only these are kept. */
import type { Ink } from './drawing.ts';

export interface InkImages {
  readonly count: number;
  /** Pixels of an image. */
  readonly pixels: number;
  /** Where the ink of each image begins, and where that of the last one ends; shape (count + 1). */
  readonly starts: Uint32Array;
  /** Pixels of each image, ascending. */
  readonly positions: Uint32Array;
  /** Their levels, 1 .. 255. */
  readonly levels: Uint8Array;
}

export function joined(inks: readonly Ink[], pixels: number): InkImages {
  const starts = new Uint32Array(inks.length + 1);
  for (const [i, { levels }] of inks.entries()) starts[i + 1] = starts[i]! + levels.length;
  const positions = new Uint32Array(starts.at(-1)!);
  const levels = new Uint8Array(starts.at(-1)!);
  for (const [i, ink] of inks.entries()) {
    positions.set(ink.positions, starts[i]);
    levels.set(ink.levels, starts[i]);
  }
  return { count: inks.length, pixels, starts, positions, levels };
}

const BYTES = Uint32Array.BYTES_PER_ELEMENT;

/** Little-endian, as all machines are that Node runs on today. */
export const bytesOf = ({ starts, positions, levels }: InkImages): Uint8Array =>
  Buffer.concat(
    [starts, positions, levels].map(({ buffer, byteOffset, byteLength }) =>
      Buffer.from(buffer, byteOffset, byteLength),
    ),
  );

/** Undefined where the bytes are not such images. */
export function imagesFrom(
  bytes: Uint8Array,
  { count, pixels }: Pick<InkImages, 'count' | 'pixels'>,
): InkImages | undefined {
  // A copy, since a small buffer may lie anywhere in a larger one.
  const whole = new Uint8Array(bytes).buffer;
  const headBytes = (count + 1) * BYTES;
  const marks = (whole.byteLength - headBytes) / (BYTES + 1);
  if (marks < 0 || !Number.isInteger(marks)) return undefined;
  const images: InkImages = {
    count,
    pixels,
    starts: new Uint32Array(whole, 0, count + 1),
    positions: new Uint32Array(whole, headBytes, marks),
    levels: new Uint8Array(whole, headBytes + marks * BYTES),
  };
  return isSound(images) ? images : undefined;
}

const isSound = ({ starts, positions, pixels }: InkImages): boolean =>
  starts[0] === 0 &&
  starts.at(-1) === positions.length &&
  starts.every((start, i) => i === 0 || start >= starts[i - 1]!) &&
  positions.every((position) => position < pixels);
