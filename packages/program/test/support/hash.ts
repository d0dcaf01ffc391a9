/** The part of a configuration that names its trajectory. */
import { canonicalJson } from '@ranksweep/core';
import { program, type ProgramConfig } from '../../src/index.ts';

export function trajectoryOf(config: ProgramConfig): string {
  const { stop: _, record: __, ...numbers } = program.hashed(program.canonical(config)) as ProgramConfig;
  return canonicalJson(numbers);
}
