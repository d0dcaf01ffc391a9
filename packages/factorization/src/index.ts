export { checkTensor, readTarget } from './readTarget.ts';
