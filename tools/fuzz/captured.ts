/** What a piece of work writes to the terminal. */
import { format } from 'node:util';

export interface Captured<Result> {
  readonly result: Result;
  readonly output: string;
  readonly error: string;
}

type Method = 'log' | 'error' | 'warn';

export async function captured<Result>(work: () => Promise<Result>): Promise<Captured<Result>> {
  let [output, error] = ['', ''];
  const originals: readonly [Method, typeof console.log][] = [
    ['log', console.log],
    ['error', console.error],
    ['warn', console.warn],
  ];
  console.log = (...words: unknown[]) => void (output += `${format(...words)}\n`);
  console.error = console.warn = (...words: unknown[]) => void (error += `${format(...words)}\n`);
  const { write } = process.stderr;
  process.stderr.write = (text: unknown) => {
    error += String(text);
    return true;
  };
  try {
    const result = await work();
    return { result, output, error };
  } finally {
    for (const [name, method] of originals) console[name] = method;
    process.stderr.write = write;
  }
}
