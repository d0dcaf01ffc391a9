/** Modules outside of this workspace may import its packages, too. */
import { registerHooks } from 'node:module';

let isAllowed = false;

export function allowWorkspaceImports(): void {
  if (isAllowed) return;
  isAllowed = true;
  registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        if (!specifier.startsWith('@ranksweep/')) throw error;
        return next(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
}
