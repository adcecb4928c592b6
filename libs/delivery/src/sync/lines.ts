import { type Kind, upcast } from '#content';
import { OLD } from './delta.statements.js';

const BEFORE = Buffer.from('{"upsert":');
const BEHIND = Buffer.from('}\n');
const MARK = OLD.charCodeAt(0);

/** Bytes for what a page usually needs. */
const USUAL = 1 << 20;
/** Rooms that wait for another page, and how large one may be. To make and clear them cost more than all else that is done with bytes. */
const spare: Buffer[] = [];
const MOST_SPARE = 4;
const LARGEST_SPARE = 1 << 23;

/** Lines of a snapshot, gathered in one piece of memory. */
export class Lines {
  private room = spare.pop() ?? Buffer.allocUnsafeSlow(USUAL);
  private used = 0;

  /** The document as the database wrote it, with a line feed behind it; it is copied. */
  addUpsert(line: Buffer): void {
    const document = line.subarray(0, -1);
    this.push(BEFORE);
    this.push(document[0] === MARK ? Buffer.from(renewed(document.toString())) : document);
    this.push(BEHIND);
  }

  add(line: string): void {
    this.push(Buffer.from(`${line}\n`));
  }

  /** UTF-8. */
  get bytes(): Buffer {
    return this.room.subarray(0, this.used);
  }

  /** Nobody has a use for the bytes any more: others will stand in their place. */
  release(): void {
    if (spare.length < MOST_SPARE && this.room.length <= LARGEST_SPARE) spare.push(this.room);
    this.room = Buffer.alloc(0);
    this.used = 0;
  }

  private push(bytes: Buffer): void {
    if (this.used + bytes.length > this.room.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.room.length * 2, this.used + bytes.length));
      this.room.copy(larger, 0, 0, this.used);
      this.room = larger;
    }
    bytes.copy(this.room, this.used);
    this.used += bytes.length;
  }
}

/** With its body as we write it now; nearly always it is that already. */
export function renewed(json: string): string {
  if (!json.startsWith(OLD)) return json;
  const { kind, format, head, body, rendered } = JSON.parse(json.slice(OLD.length)) as {
    readonly kind: Kind;
    readonly format: number;
    readonly head: string;
    readonly body: Record<string, unknown>;
    readonly rendered: unknown;
  };
  return `${head}${JSON.stringify(upcast(kind, body, format))},"rendered":${JSON.stringify(rendered)}}`;
}
