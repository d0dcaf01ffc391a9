/** What tests read of a figure. */
import type { compile } from 'vega-lite';

type Logger = NonNullable<NonNullable<Parameters<typeof compile>[1]>['logger']>;

/** Texts of the SVG, the lines of one text joined. */
export const texts = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/gs)].map(([, inner]) =>
    inner!.replace(/<\/tspan><tspan[^>]*>/g, ' ').replace(/<[^>]*>/g, ''),
  );

/** What is said to the logger. */
export function collectWarnings(work: (logger: Logger) => void): unknown[] {
  const warnings: unknown[] = [];
  const note = (...found: unknown[]): typeof logger => {
    warnings.push(...found);
    return logger;
  };
  const logger = {
    level: (level?: number) => (level === undefined ? 2 : logger),
    warn: note,
    error: note,
    info: () => logger,
    debug: () => logger,
  } as unknown as Logger;
  work(logger);
  return warnings;
}
