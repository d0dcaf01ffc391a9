export * from './config/errors.ts';
export * from './config/schema.ts';
export * from './definition/schema.ts';
export * from './trajectory.ts';
