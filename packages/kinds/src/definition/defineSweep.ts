/** The type of a definition file, for files in TypeScript. */
import type { SweepDefinitionInput } from './schema.ts';

type PresetInput = SweepDefinitionInput['presets'][string];

/** A definition as a file of the user's has it: with presets, or with the parts of a single one. Its name is the file's unless it says another. */
export type SweepFile = Partial<Omit<SweepDefinitionInput, 'presets'>> &
  (Pick<SweepDefinitionInput, 'presets'> | Pick<PresetInput, 'seeds' | 'parts'>);

/** Gives the definition back as it is: editors then complete and check its keys. */
export const defineSweep = (definition: SweepFile): SweepFile => definition;
