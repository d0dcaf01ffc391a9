/** Derivatives of ResNet-18 with the penalty, in single precision, along directions in the space of its parameters. */
import { describe, expect, it } from 'vitest';
import { resNetLayout } from '../src/index.ts';
import { primitivesOf } from '../src/primitives/primitivesOf.ts';
import { fastBackendsHere, start } from './support/backends.ts';
import { directionalErrors } from './support/directions.ts';
import { frozen } from './support/frozen.ts';

describe.each(fastBackendsHere)('%s', (name) => {
  it('agrees with central differences', async () => {
    const backend = await start(name);
    const errors = backend.compute(() => {
      const { primitives, restart } = frozen(primitivesOf(backend));
      const image = { height: 32, width: 32, channels: 3 };
      return directionalErrors(primitives, { layout: resNetLayout(18), h: 1e-2, directions: 3, image, batch: 8, before: restart });
    });
    console.log(errors);
    expect(Math.max(...errors)).toBeLessThan(1e-2);
  });
});
