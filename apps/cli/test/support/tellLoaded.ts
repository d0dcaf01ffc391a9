/** Node is started with `--import` of this file, and writes the URL of every file that it loads into the file LOADED, one a line. */
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, nextLoad) {
    appendFileSync(process.env['LOADED']!, `${url}\n`);
    return nextLoad(url, context);
  },
});
