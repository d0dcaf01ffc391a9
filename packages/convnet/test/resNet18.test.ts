/** Derivatives of ResNet-18 with the penalty, in single precision, along directions in the space of its parameters. */
import { describe, expect, it } from 'vitest';
import { resNetLayout } from '../src/index.ts';
import { primitivesOf } from '../src/primitives/primitivesOf.ts';
import { fastBackendsHere, start } from './support/backends.ts';
import { directionalErrors } from './support/directions.ts';
import { frozen } from './support/frozen.ts';

/** As a share of the parameters' norms: along the gradient, the objective is as good as linear no further. */
const STEP = 1e-5;

describe.each(fastBackendsHere.slice(0, 1))('%s', (name) => {
  it('agrees with central differences', async () => {
    const backend = await start(name);
    const image = { height: 32, width: 32, channels: 3 };
    const layout = resNetLayout(18);
    const errors = backend.compute(() => {
      const { primitives, restart, dispose } = frozen(primitivesOf(backend));
      try {
        return directionalErrors(primitives, {
          layout,
          h: STEP,
          directions: 1,
          image,
          batch: 8,
          before: restart,
        });
      } finally {
        dispose();
      }
    });
    expect(Math.max(...errors)).toBeLessThan(1e-2);
  });
});
