export { factorization, isFactorization } from './kind.ts';
export { readTarget, userTarget } from './readTarget.ts';
