export { searchSource } from './sources/searchSource.ts';
