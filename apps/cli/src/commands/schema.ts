/** `ranksweep schema`: the JSON Schema of definition files, for editors. */
import { writeNewFile } from '@ranksweep/export';
import { editorSchema } from '@ranksweep/kinds';
import { writeFile } from 'node:fs/promises';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { print } from '../render/print.ts';
import { STANDARD_OUTPUT, toStandardOutput } from '../standardOutput.ts';

export interface SchemaOptions {
  readonly out?: string;
  readonly force?: boolean;
}

/** @throws InputError for a file that is there already, or cannot be written */
export async function schema({ out = STANDARD_OUTPUT, force = false }: SchemaOptions): Promise<ExitStatus> {
  const text = `${JSON.stringify(editorSchema(), undefined, 2)}\n`;
  if (out === STANDARD_OUTPUT) return await toStandardOutput([text]);
  await writeNewFile({ path: out, force }, (temporary) => writeFile(temporary, text));
  print(`${out}: the JSON Schema of definition files. In a YAML file, editors find it by the line`);
  print(`# yaml-language-server: $schema=${out}`);
  return exitStatus.ok;
}
