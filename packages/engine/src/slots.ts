/** The slots of a program and their contents. */
export class Slots<Content> {
  readonly #contents: (Content | undefined)[];
  #loaded: readonly Content[] = [];

  constructor(count: number) {
    this.#contents = new Array<Content | undefined>(count).fill(undefined);
  }

  /** The loaded members, by ascending slot. */
  get loaded(): readonly Content[] {
    return this.#loaded;
  }

  /** @throws RangeError when there is no such slot, TypeError when it is empty */
  at(slot: number): Content {
    const content = this.#contents[this.#checked(slot)];
    if (content === undefined)
      throw new TypeError(`slot ${slot}: expected a run that was loaded, found none`);
    return content;
  }

  /**
   * @returns what was there before
   * @throws RangeError when there is no such slot
   */
  replace(slot: number, content: Content | undefined): Content | undefined {
    const before = this.#contents[this.#checked(slot)];
    this.#contents[slot] = content;
    this.#loaded = this.#contents.filter((one) => one !== undefined);
    return before;
  }

  #checked(slot: number): number {
    const { length } = this.#contents;
    if (Number.isInteger(slot) && slot >= 0 && slot < length) return slot;
    throw new RangeError(`slot: expected 0 to ${length - 1}, found ${slot}`);
  }
}
