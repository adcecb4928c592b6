/** A seeded stream of numbers (mulberry32): the same seed gives the same site on every machine. */
export class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }

  /** From 0 (included) to 1 (excluded). */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 to `below - 1`. */
  below(below) {
    return Math.floor(this.next() * below);
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  /** `count` different entries. */
  several(list, count) {
    const left = [...list];
    return Array.from({ length: Math.min(count, left.length) }, () => left.splice(this.below(left.length), 1)[0]);
  }

  chance(share) {
    return this.next() < share;
  }
}

/** Ids of the shape that the product makes (UUID v7), but the same ones each time: a fixed instant, a count, seeded bits. */
export class SeededIds {
  constructor(seed) {
    this.random = new Random(seed);
    this.count = 0;
  }

  next() {
    const instant = (Date.UTC(2026, 0, 1) + this.count++).toString(16).padStart(12, '0');
    const bits = (digits) =>
      this.random
        .below(16 ** digits)
        .toString(16)
        .padStart(digits, '0');
    return `${instant.slice(0, 8)}-${instant.slice(8)}-7${bits(3)}-${(8 + this.random.below(4)).toString(16)}${bits(3)}-${bits(6)}${bits(6)}`;
  }
}
