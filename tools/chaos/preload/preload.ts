/** Has the program load a file of this folder before its own. */
import { fileURLToPath, pathToFileURL } from 'node:url';

export const preloading = (file: string): { readonly NODE_OPTIONS: string } => ({
  NODE_OPTIONS: `--import=${pathToFileURL(fileURLToPath(new URL(file, import.meta.url))).href}`,
});
