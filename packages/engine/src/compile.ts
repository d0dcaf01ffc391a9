/** Compiles a program if the engine can run the shape. */
import { InputError } from '@ranksweep/core';
import type { Device, Engine, Program, ProgramShape } from './engine.ts';

/** @throws InputError when the engine cannot run this shape */
export async function compileSupported(
  engine: Engine,
  shape: ProgramShape,
  device: Device,
): Promise<Program> {
  const reason = engine.supports(shape, device);
  if (reason !== undefined) throw new InputError(reason);
  return engine.compile(shape, device);
}
