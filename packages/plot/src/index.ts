export * from './figure.ts';
export * from './figureSource.ts';
export * from './pdf.ts';
export * from './render.ts';
export * from './source.ts';
export * from './spec.ts';
export * from './write.ts';
