/** What of a sweep's grids is looked at: a part, two of its axes, and values of the others. */
import type { GridAxis, GridPart } from './parts.ts';

/** All values of an axis together. */
export const ALL = -1;

export class Choice {
  #parts: readonly GridPart[];
  #part = 0;
  #x = 0;
  /** Another axis; that of a part with one axis alone is `#x`. */
  #y = 0;
  /** By axis: place of the value that it is fixed at, or `all`. */
  #fixed: number[] = [];
  /** The further axis that steps. */
  #stepping = 0;

  constructor(parts: readonly GridPart[]) {
    this.#parts = parts;
    this.#reset();
  }

  get parts(): readonly GridPart[] {
    return this.#parts;
  }

  /** The same parts with cells that have come since: what was chosen stays. */
  update(parts: readonly GridPart[]): void {
    const before = this.part.axes;
    this.#parts = parts;
    const now = this.part.axes;
    if (now.length !== before.length || now.some(({ path }, a) => path !== before[a]!.path))
      return this.#reset();
    this.#fixed = this.#fixed.map((at, a) =>
      at === ALL ? ALL : Math.max(0, now[a]!.values.indexOf(before[a]!.values[at]!)),
    );
  }

  get part(): GridPart {
    return this.parts[this.#part]!;
  }

  get partAt(): number {
    return this.#part;
  }

  /** Undefined where the part has no axes. */
  get x(): GridAxis | undefined {
    return this.part.axes[this.#x];
  }

  /** Undefined where it has one axis alone. */
  get y(): GridAxis | undefined {
    return this.#y === this.#x ? undefined : this.part.axes[this.#y];
  }

  /** The axes beyond these two. */
  get further(): { readonly axis: GridAxis; readonly at: number; readonly isStepping: boolean }[] {
    const places = this.#furtherPlaces();
    return places.map((a, i) => ({
      axis: this.part.axes[a]!,
      at: this.#fixed[a]!,
      isStepping: i === this.#stepping % places.length,
    }));
  }

  goToPart(part: number): void {
    this.#part = (part + this.parts.length) % this.parts.length;
    this.#reset();
  }

  /** @param x @param y paths; where the part has no such axes, nothing changes */
  goToAxes(x: string, y: string): void {
    const [column, row] = [x, y].map((path) => this.part.axes.findIndex((axis) => axis.path === path));
    if (column === row || column! < 0 || row! < 0) return;
    [this.#x, this.#y] = [column!, row!];
  }

  /** The axes change places where the next one is that of the rows. */
  nextX(): void {
    const next = this.#after(this.#x);
    if (next === this.#y) this.#y = this.#x;
    this.#x = next;
  }

  nextY(): void {
    const next = this.#after(this.#y);
    if (next === this.#x) this.#x = this.#y;
    this.#y = next;
  }

  nextFurther(): void {
    this.#stepping = (this.#stepping + 1) % Math.max(1, this.#furtherPlaces().length);
  }

  /** Through the values, and all of them together. */
  step(by: 1 | -1): void {
    const places = this.#furtherPlaces();
    const a = places[this.#stepping % places.length];
    if (a === undefined) return;
    const count = this.part.axes[a]!.values.length + 1;
    this.#fixed[a] = ((this.#fixed[a]! + 1 + by + count) % count) - 1;
  }

  #after = (axis: number): number => (axis + 1) % Math.max(1, this.part.axes.length);

  #furtherPlaces(): number[] {
    return [...this.part.axes.keys()].filter((a) => a !== this.#x && a !== this.#y);
  }

  /** The last axis varies fastest: it lies along the columns. */
  #reset(): void {
    const { length } = this.part.axes;
    this.#x = Math.max(0, length - 1);
    this.#y = Math.max(0, length - 2);
    this.#fixed = this.part.axes.map(() => 0);
    this.#stepping = 0;
  }
}
