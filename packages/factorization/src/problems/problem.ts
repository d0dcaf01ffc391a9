/** The wording of problems that several checks share. */
import type { InputProblem } from '@ranksweep/core';

export const problem = (path: string, text: string): InputProblem => ({ path: path.split('.'), text });

export const atMost = (path: string, most: number, of: string, found: number): InputProblem =>
  problem(path, `expected at most ${most} ${of}, found ${found}`);
