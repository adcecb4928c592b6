/** Characters of one parameter: jsonb takes 256 MB at most, and a thousand long articles are more. */
const PIECE = 16_000_000;

/** Rows as JSON lists, each short enough for one statement; none for no rows. */
export function inPieces(rows: readonly object[]): readonly string[] {
  const pieces: string[] = [];
  let piece: string[] = [];
  let length = 0;
  for (const row of rows) {
    const text = JSON.stringify(row);
    if (piece.length > 0 && length + text.length > PIECE) {
      pieces.push(`[${piece.join(',')}]`);
      piece = [];
      length = 0;
    }
    piece.push(text);
    length += text.length;
  }
  return piece.length === 0 ? pieces : [...pieces, `[${piece.join(',')}]`];
}
