import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nameAddresses, resolveSweep } from '../../src/index.ts';
import { newSweep, temporaryStore } from '../support/fixtures.ts';

it('finds every sweep by the address that its name gives', () => {
  const store = temporaryStore();
  const names = fc.sample(fc.constantFrom('a', 'b', '7', 'c-2'), 12);
  for (const [i, name] of names.entries()) store.upsertSweep({ ...newSweep, name, specHash: String(i) });
  const addresses = nameAddresses(store.sweepLabels());
  expect(addresses.size).toBe(names.length);
  for (const [sweepId, address] of addresses) {
    const found = /^\d+$/.test(address) ? `${address}@1` : address;
    expect(resolveSweep(store, found, 'here').id).toBe(sweepId);
  }
  expect(new Set([...addresses.values()].map((address) => address.split('@')[0]))).toEqual(new Set(names));
});
