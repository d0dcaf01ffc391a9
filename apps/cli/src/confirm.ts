/** Questions before something that cannot be undone. */
import { createInterface } from 'node:readline/promises';
import { InputError } from '@ranksweep/core';

/** Where the question is put, and the answer typed. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/**
 * @returns whether the answer is yes; no answer is none
 * @throws InputError where nobody can answer
 */
export async function confirm(
  question: string,
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<boolean> {
  if (!input.isTTY) {
    throw new InputError(`expected a terminal to ask '${question}' on, found none: --yes answers it`);
  }
  const lines = createInterface({ input, output, terminal: false });
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    return /^y(es)?$/i.test((await Promise.race([lines.question(`${question} [y/N] `), closed])).trim());
  } finally {
    lines.close();
  }
}
