/** A cursor in a list that is longer than the screen. */
import type { Key } from './view.ts';

export class Cursor {
  /** Selected entry. */
  at = 0;
  /** First entry shown. */
  top = 0;

  /** @returns whether the key moves a cursor */
  press(key: Key, count: number, page: number): boolean {
    const steps: Record<Key, number> = {
      up: -1,
      k: -1,
      down: 1,
      j: 1,
      pageUp: -page,
      pageDown: page,
      home: -Infinity,
      g: -Infinity,
      end: Infinity,
      G: Infinity,
    };
    const step = steps[key];
    if (step === undefined) return false;
    this.moveTo(this.at + step, count);
    return true;
  }

  moveTo(at: number, count: number): void {
    this.at = Math.max(0, Math.min(at, count - 1));
  }

  /** Entries to show, of so many, on a screen of so many lines; the selected one is among them. */
  window(count: number, height: number): { readonly from: number; readonly to: number } {
    this.moveTo(this.at, count);
    if (this.at < this.top) this.top = this.at;
    if (this.at >= this.top + height) this.top = this.at - height + 1;
    this.top = Math.max(0, Math.min(this.top, count - height));
    return { from: this.top, to: Math.min(count, this.top + height) };
  }
}
