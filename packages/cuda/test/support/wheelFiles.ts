/** Small wheels. */
import { createHash } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';

const recordLine = (path: string, text: string): string =>
  `${path},sha256=${createHash('sha256').update(text).digest('base64url')},${text.length}`;

export interface WheelContent {
  /** Texts by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Lines of RECORD; default: those of the files. */
  readonly record?: readonly string[] | undefined;
}

export function wheelOf({ files, record }: WheelContent): Buffer {
  const lines = record ?? Object.entries(files).map(([path, text]) => recordLine(path, text));
  const all = {
    ...files,
    'small-1.0.dist-info/RECORD': `${lines.join('\n')}\nsmall-1.0.dist-info/RECORD,,\n`,
  };
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(all).map(([path, text]) => [path, strToU8(text)]))),
  );
}
