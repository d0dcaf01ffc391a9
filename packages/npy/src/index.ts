export { readNpy, type NpyArray } from './readNpy.ts';
export { npyParts, writeNpy, type NpyValues } from './writeNpy.ts';
