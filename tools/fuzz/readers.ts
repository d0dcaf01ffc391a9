/** The readers that are fuzzed, by name. */
import type { MakeReader } from './reader.ts';
import { checkpointReader, stateReader } from './readers/checkpoint.ts';
import { configReader } from './readers/config.ts';
import { databaseReader } from './readers/database.ts';
import { definitionReader } from './readers/definition.ts';
import { imagesReader } from './readers/images.ts';
import { npyReader } from './readers/npy.ts';
import { overrideReader, seedsReader } from './readers/override.ts';
import { storedJsonReader } from './readers/storedJson.ts';

export const readers = {
  config: configReader,
  override: overrideReader,
  seeds: seedsReader,
  definition: definitionReader,
  npy: npyReader,
  images: imagesReader,
  state: stateReader,
  checkpoint: checkpointReader,
  database: databaseReader,
  'stored-json': storedJsonReader,
} as const satisfies Record<string, MakeReader>;

export type ReaderName = keyof typeof readers;
export const readerNames = Object.keys(readers) as ReaderName[];
