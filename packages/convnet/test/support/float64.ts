/**
 * TensorFlow.js in double precision: its backend in JavaScript makes arrays of the class Float32Array, which is another one here. This
 * has to be imported before TensorFlow.js is, and changes the whole thread, so that a test file has it to itself.
 */
import { types } from 'node:util';

Object.assign(globalThis, { Float32Array: Float64Array });
Object.assign(types, { isFloat32Array: types.isFloat64Array });
