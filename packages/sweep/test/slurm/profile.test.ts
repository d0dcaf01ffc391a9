/** What `slurm.yaml` may say, and what is told of its mistakes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../machine/test/support/temporaryFolder.ts';
import { readProfile } from '../../src/slurm/submit/profile.ts';
import { parseTaskArray } from '../../src/slurm/submit/taskArray.ts';

function read(text: string): ReturnType<typeof readProfile>['profile'] {
  const path = join(temporaryFolder(), 'slurm.yaml');
  writeFileSync(path, text);
  return readProfile({}, path).profile;
}

describe('slurm.yaml', () => {
  it('may have numbers where sbatch takes words that look like them', () => {
    const { time, memoryPerTask, array } = read('time: 30\nmemoryPerTask: 16000\narray: 3\n');
    expect([time, memoryPerTask, array]).toEqual(['30', '16000', '3']);
  });

  it.each([
    ['time: 1.5', 'time: expected a time such as 30, 4:00:00 or 1-12:00:00, found "1.5"'],
    ['partition: 7', 'partition: expected a string, found 7'],
    ['array: 5-2', 'array: expected ranges that go up, found 5-2'],
    ['array: 0-3,9-8:2%4', 'array: expected ranges that go up, found 9-8:2'],
    ['array: 0-900000000', 'array: expected at most 4000000, found 0-900000000'],
    ['array: 5..9', 'array: expected an array such as 0-63%16, found "5..9"'],
  ])('%s is told what is wrong with it', (text, message) => {
    expect(() => read(`account: own\n${text}\n`)).toThrow(`slurm.yaml:2: ${message}`);
  });
});

it.each([
  ['0-63%16', 64, 16],
  ['1,3,5-7', 5, 5],
  ['0-15:4', 4, 4],
  ['2,2,0-2%9', 3, 3],
])('the array %s has %i tasks, of which %i run at a time', (text, tasks, atOnce) => {
  expect(parseTaskArray(text)).toEqual({ tasks, atOnce });
});
