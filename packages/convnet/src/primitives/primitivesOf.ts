/** The primitives of a backend. */
import type { Backend } from '@ranksweep/engine/tfjs';
import { nativePrimitives } from './nativePrimitives.ts';
import { portablePrimitives } from './portablePrimitives.ts';
import type { Primitives } from './primitives.ts';

/** TensorFlow's native library as TensorFlow.js names it, on processors and on GPUs. */
const NATIVE = 'tensorflow';

export const primitivesOf = ({ tf, compute }: Backend): Primitives =>
  compute(() => (tf.getBackend() === NATIVE ? nativePrimitives(tf) : portablePrimitives(tf)));
