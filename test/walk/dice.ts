import { generator } from '../kit/random.js';

/** Choices that a seed always makes. */
export class Dice {
  private readonly next: () => number;

  constructor(seed: number) {
    this.next = generator(seed);
  }

  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  one<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('nothing to choose from');
    return value;
  }

  /** Up to `most` different ones. */
  some<T>(values: readonly T[], most: number): T[] {
    return values.length === 0
      ? []
      : [...new Set(Array.from({ length: this.below(most + 1) }, () => this.one(values)))];
  }
}
