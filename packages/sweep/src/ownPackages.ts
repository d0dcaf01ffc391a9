/** Lets users' modules, wherever they are, import the packages that this one was installed with. */
import { registerHooks } from 'node:module';

const OWN_PACKAGE = /^(?:ranksweep$|@ranksweep\/)/;

let isAllowed = false;

export function allowOwnPackages(): void {
  if (isAllowed) return;
  isAllowed = true;
  registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        if (!OWN_PACKAGE.test(specifier)) throw error;
        return next(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
}
