/**
 * Remembers which keys came lately, so that an answer is kept only when somebody asks for it a second time. Two generations
 * of bounded size: the elder is forgotten as a whole, so memory and time per key are constant.
 */
export class Doorkeeper {
  private young = new Set<string>();
  private old = new Set<string>();

  constructor(private readonly generation = 20_000) {}

  /** Whether the key has come before; from now on it has. */
  knows(key: string): boolean {
    if (this.young.has(key)) return true;
    const known = this.old.has(key);
    this.young.add(key);
    if (this.young.size >= this.generation) {
      this.old = this.young;
      this.young = new Set();
    }
    return known;
  }
}
