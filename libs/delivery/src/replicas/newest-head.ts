import type { Snapshot } from '../domain/view.js';

/** The newest publication that this process has seen at the primary, by whatever it read there. */
export class NewestHead {
  private head: Snapshot | null = null;

  get current(): Snapshot | null {
    return this.head;
  }

  /** Two readings may come in out of order, so it only moves up. */
  see(head: Snapshot): void {
    if (this.head === null || head.seq > this.head.seq) this.head = head;
  }

  /** Another history has begun: numbers may be lower in it. */
  begin(head: Snapshot): void {
    this.head = head;
  }
}
