/** Lines that hold text of others, printed. */
import { visibleText } from '@ranksweep/text';

export const print = (text: string): void => console.log(visibleText(text));
