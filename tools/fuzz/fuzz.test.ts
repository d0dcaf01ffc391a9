/** A moment of every fuzzer, always with the same inputs, and what the fuzzer itself must see. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@ranksweep/core';
import { afterAll, describe, expect, it } from 'vitest';
import { campaign, check, inputAt } from './campaign.ts';
import type { Reader } from './reader.ts';
import { readerNames, readers } from './readers.ts';

const folder = mkdtempSync(join(tmpdir(), 'ranksweep-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('damaged input', () => {
  it.each(readerNames)('of %s is read or refused as it should be', async (name) => {
    const reader = await readers[name](folder);
    const { failure, inputs, refused } = await campaign(reader, { seed: 1, seconds: 200, most: 200 });
    reader.close?.();
    expect(failure?.reason).toBeUndefined();
    expect(inputs).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
  });

  it('is the same for the same seed and number', async () => {
    const reader = await readers.definition(folder);
    expect(inputAt(reader, 3, 5)).toEqual(inputAt(reader, 3, 5));
    expect(inputAt(reader, 3, 5)).not.toEqual(inputAt(reader, 4, 5));
  });
});

describe('the fuzzer sees', () => {
  const reasonOf = async (read: () => unknown): Promise<string | undefined> => {
    const reader: Reader = { name: 'test', refusal: 'InputError', make: () => new Uint8Array(), read };
    return (await check(reader, new Uint8Array())).reason;
  };
  const throwing = (error: unknown) => () => {
    throw error;
  };

  it('a refusal as it should be', async () => {
    expect(await reasonOf(throwing(new InputError('a: expected b, found c')))).toBeUndefined();
    expect(await reasonOf(() => 1)).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ['another error', new TypeError('x is not a function'), 'expected InputError, found TypeError'],
    ['a value thrown', 'text', 'expected InputError, found text'],
    ['an endless message', new InputError(`expected ${'x'.repeat(30_000)}`), 'a message of 30009 characters'],
    ['a message that tells nothing', new InputError('Invalid array length'), 'tells nothing'],
  ])('%s', async (_, error, reason) => {
    expect(await reasonOf(throwing(error))).toContain(reason);
  });

  it('memory taken', async () => {
    expect(await reasonOf(() => Buffer.alloc(700 * 2 ** 20, 1).length)).toContain('MiB of memory');
  });
});
