/** The type of a definition file, for files in TypeScript. */
import type { SweepDefinitionInput } from './schema.ts';

type PresetInput = SweepDefinitionInput['presets'][string];

/** A definition as users write it in a file: with presets, or with the parts of a single one. Its name defaults to the file's. */
export type SweepFile = Partial<Omit<SweepDefinitionInput, 'presets'>> &
  (Pick<SweepDefinitionInput, 'presets'> | Pick<PresetInput, 'seeds' | 'parts'>);

/** Returns the definition unchanged, so that editors can complete and check its keys. */
export const defineSweep = (definition: SweepFile): SweepFile => definition;
