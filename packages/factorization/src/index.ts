export { factorization, isFactorization } from './kind.ts';
export { readTarget } from './readTarget.ts';
export { planOfRun, taskData } from './taskData.ts';
