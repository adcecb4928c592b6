/**
 * Text that remembers where it stood. A Passage is the visible text of a stretch of the page, white space collapsed, in
 * pieces that map one to one onto the file: character i of a piece stood at `at + i`. Every cut keeps that map, so the
 * report can say for each physical line where its sentences went.
 */
export interface Piece {
  readonly text: string;
  /** Offset in the decoded page (line ends already `\n`). */
  readonly at: number;
  readonly marks: readonly string[];
  readonly href: string | null;
}

const SPACE = /[\s\u00a0\u2000-\u200a\u202f\u205f\u3000\u0085]/;
const INVISIBLE = /[\u200b-\u200d\u2060\ufeff\u00ad]/;

export class Passage {
  readonly text: string;
  readonly #starts: number[] = [];

  constructor(readonly pieces: readonly Piece[]) {
    let length = 0;
    for (const piece of pieces) {
      this.#starts.push(length);
      length += piece.text.length;
    }
    this.text = pieces.map((piece) => piece.text).join('');
  }

  static readonly empty = new Passage([]);

  /** Plain text without marks: `raw` between two offsets. */
  static of(raw: string, from: number, to: number): Passage {
    const builder = new PassageBuilder();
    builder.add(raw.slice(from, to), from);
    return builder.build();
  }

  get isEmpty(): boolean {
    return this.text.length === 0;
  }
  get from(): number {
    return this.pieces[0]?.at ?? 0;
  }
  get to(): number {
    const last = this.pieces.at(-1);
    return last ? last.at + last.text.length : 0;
  }

  /** The part between two text indexes, white space around it removed. */
  slice(start: number, end: number = this.text.length): Passage {
    while (start < end && SPACE.test(this.text[start] ?? '')) start += 1;
    while (end > start && SPACE.test(this.text[end - 1] ?? '')) end -= 1;
    if (start >= end) return Passage.empty;
    if (start === 0 && end === this.text.length) return this;
    const pieces: Piece[] = [];
    for (let index = this.#pieceAt(start); index < this.pieces.length; index += 1) {
      const piece = this.pieces[index];
      const offset = this.#starts[index] ?? 0;
      if (!piece || offset >= end) break;
      const from = Math.max(0, start - offset);
      const to = Math.min(piece.text.length, end - offset);
      if (to > from) pieces.push({ ...piece, text: piece.text.slice(from, to), at: piece.at + from });
    }
    return new Passage(pieces);
  }

  /** Where the character at a text index stood in the file. */
  rawAt(index: number): number {
    const at = this.#pieceAt(index);
    const piece = this.pieces[at];
    return piece ? piece.at + (index - (this.#starts[at] ?? 0)) : this.to;
  }

  /** The text index of the first character that stood at or after a file offset. */
  indexAt(raw: number): number {
    for (const [index, piece] of this.pieces.entries()) {
      if (raw <= piece.at) return this.#starts[index] ?? 0;
      if (raw < piece.at + piece.text.length) return (this.#starts[index] ?? 0) + raw - piece.at;
    }
    return this.text.length;
  }

  /** True when every visible character of the range carries the mark. */
  marked(mark: string, start: number, end: number): boolean {
    let offset = 0;
    for (const piece of this.pieces) {
      const from = Math.max(start, offset);
      const to = Math.min(end, offset + piece.text.length);
      if (to > from && piece.text.slice(from - offset, to - offset).trim() !== '' && !piece.marks.includes(mark))
        return false;
      offset += piece.text.length;
    }
    return end > start;
  }

  /** Links, with the text range each one covers. */
  links(): { href: string; start: number; end: number }[] {
    const links: { href: string; start: number; end: number }[] = [];
    let offset = 0;
    for (const piece of this.pieces) {
      const previous = links.at(-1);
      if (piece.href !== null) {
        if (previous?.href === piece.href && previous.end === offset) previous.end = offset + piece.text.length;
        else links.push({ href: piece.href, start: offset, end: offset + piece.text.length });
      }
      offset += piece.text.length;
    }
    return links;
  }

  static join(parts: readonly Passage[]): Passage {
    const pieces: Piece[] = [];
    for (const part of parts) {
      if (part.isEmpty) continue;
      const last = pieces.at(-1);
      if (last) pieces.push({ text: ' ', at: last.at + last.text.length, marks: [], href: null });
      pieces.push(...part.pieces);
    }
    return new Passage(pieces);
  }

  #pieceAt(index: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Collapses white space while text arrives; `\n` survives only as a hard line break. */
export class PassageBuilder {
  #pieces: Piece[] = [];
  #last = '';

  get isEmpty(): boolean {
    return this.#pieces.length === 0;
  }

  /** `text` stands in the file character by character from `at` on. */
  add(text: string, at: number, marks: readonly string[] = [], href: string | null = null): void {
    let index = 0;
    while (index < text.length) {
      const start = index;
      let out = '';
      // A piece goes on while it maps one to one: words with single white space between them.
      for (; index < text.length; index += 1) {
        const char = text[index] ?? '';
        if (INVISIBLE.test(char)) break;
        if (!SPACE.test(char)) {
          // A word at a time keeps long texts linear.
          let end = index + 1;
          while (end < text.length && !SPACE.test(text[end] ?? '') && !INVISIBLE.test(text[end] ?? '')) end += 1;
          out += text.slice(index, end);
          this.#last = 'x';
          index = end - 1;
        } else if (this.#last === 'x') {
          out += ' ';
          this.#last = ' ';
        } else break;
      }
      if (out !== '') this.#pieces.push({ text: out, at: at + start, marks, href });
      while (
        index < text.length &&
        (INVISIBLE.test(text[index] ?? '') || (this.#last !== 'x' && SPACE.test(text[index] ?? '')))
      )
        index += 1;
    }
  }

  /**
   * Adds decoded text that stood, with escapes or character references, between two offsets of `raw`. The walk is linear;
   * where the two differ it skips what only the file has.
   */
  addDecoded(
    value: string,
    raw: string,
    from: number,
    to: number,
    marks: readonly string[] = [],
    href: string | null = null,
  ): void {
    if (to - from === value.length) {
      this.add(value, from, marks, href);
      return;
    }
    let at = from;
    let index = 0;
    while (index < value.length) {
      let run = 0;
      while (at + run < to && index + run < value.length && same(raw[at + run], value[index + run])) run += 1;
      if (run > 0) {
        this.add(value.slice(index, index + run), at, marks, href);
        at += run;
        index += run;
        continue;
      }
      if (at >= to) {
        this.add(value.slice(index), to, marks, href);
        return;
      }
      REFERENCE.lastIndex = at;
      const reference = raw[at] === '&' ? REFERENCE.exec(raw) : null;
      if (reference) {
        const width = /[\ud800-\udbff]/.test(value[index] ?? '') ? 2 : 1;
        this.add(value.slice(index, index + width), at, marks, href);
        index += width;
        at += reference[0].length;
      } else at += 1;
    }
  }

  /** A hard line break that stood at `at`. */
  break(at: number): void {
    if (this.#pieces.length === 0) return;
    this.#trim();
    if (this.#pieces.at(-1)?.text.endsWith('\n')) return;
    this.#pieces.push({ text: '\n', at, marks: [], href: null });
    this.#last = '\n';
  }

  build(): Passage {
    this.#trim();
    const pieces = this.#pieces;
    while (pieces.at(-1)?.text === '\n') pieces.pop();
    this.#pieces = [];
    this.#last = '';
    return new Passage(pieces);
  }

  #trim(): void {
    const last = this.#pieces.at(-1);
    if (!last?.text.endsWith(' ')) return;
    this.#pieces.pop();
    if (last.text.length > 1) this.#pieces.push({ ...last, text: last.text.slice(0, -1) });
  }
}

const REFERENCE = /&(?:#[xX]?[0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});?/y;

function same(raw: string | undefined, value: string | undefined): boolean {
  return raw === value || (raw === '\n' && value === ' ');
}
