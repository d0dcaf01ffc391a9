/** Reads .npz files: what the writers are judged by. Numbers of 4 and 8 bytes go through the program's own reader. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNpy } from '@ranksweep/npy';
import { unzipSync } from 'fflate';
import { temporaryFolder } from './runs.ts';

export interface ReadArray {
  readonly type: string;
  readonly shape: readonly number[];
  readonly values: readonly (number | string)[];
}

/** Arrays by name. */
export async function readNpz(path: string): Promise<Record<string, ReadArray>> {
  const scratch = join(temporaryFolder(), 'x.npy');
  const arrays: Record<string, ReadArray> = {};
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(path)))) {
    arrays[name.replace(/\.npy$/, '')] = await readArray(bytes, scratch);
  }
  return arrays;
}

async function readArray(bytes: Uint8Array, scratch: string): Promise<ReadArray> {
  const buffer = Buffer.from(bytes);
  const start = 10 + buffer.readUInt16LE(8);
  const header = buffer.toString('latin1', 10, start);
  const type = /'descr': '([^']+)'/.exec(header)![1]!;
  const shape = /'shape': \(([^)]*)\)/
    .exec(header)![1]!
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number);
  const data = new Uint8Array(buffer.subarray(start)).buffer;
  if (type === '<f4' || type === '<f8') {
    writeFileSync(scratch, bytes);
    return { type, shape, values: [...(await readNpy(scratch)).data] };
  }
  if (type === '<i8') return { type, shape, values: Array.from(new BigInt64Array(data), Number) };
  if (type === '<i4') return { type, shape, values: [...new Int32Array(data)] };
  if (type === '|u1') return { type, shape, values: [...new Uint8Array(data)] };
  return { type, shape, values: texts(new Uint32Array(data), Number(type.slice(2))) };
}

function texts(points: Uint32Array, width: number): string[] {
  return Array.from({ length: points.length / width }, (_, i) =>
    String.fromCodePoint(...points.subarray(i * width, (i + 1) * width)).replace(/\0+$/, ''),
  );
}
