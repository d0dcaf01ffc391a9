export { LatestWorkload } from './latestWorkload.ts';
export { prepareLane } from './prepareLane.ts';
export { FactorizationTrainer, type TrainerOptions } from './trainer.ts';
