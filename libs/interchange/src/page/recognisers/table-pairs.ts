import type { LabelWords } from '../labels/label-words.js';
import { pageBlock, type PageBlock } from '../page-block.js';
import { Passage } from '../passage.js';
import { columnSide, pairsOrder, readLabel } from './labelled.js';
import { finish, type Pair } from './pair.js';

/** Columns headed myth and fact, in either order; or rows that begin with the labels. */
export function tablePairs(
  block: PageBlock,
  heading: PageBlock | null,
  labels: LabelWords,
): { pairs: Pair[]; used: number } | null {
  if (block.kind !== 'table') return null;
  const [header, ...body] = block.rows;
  const sides = header?.map((cell) => columnSide(cell.text, labels)) ?? [];
  let mythColumn = sides.indexOf('myth');
  let factColumn = sides.indexOf('fact');
  let rows = body;
  const used: Passage[] = [...(header ?? [])];
  if (mythColumn === -1 || factColumn === -1) {
    const labelled = rowPairs(block, labels);
    if (labelled) return labelled;
    const order =
      heading && block.rows.every((row) => row.length === 2) && !block.headerRow
        ? pairsOrder(heading.content.text, labels)
        : null;
    if (order === null) return null;
    [mythColumn, factColumn] = order === 'myth-first' ? [0, 1] : [1, 0];
    rows = block.rows;
    used.length = 0;
  }
  if (sides.filter((side) => side === 'myth').length > 1 || sides.filter((side) => side === 'fact').length > 1)
    return null;
  const pairs: Pair[] = [];
  for (const row of rows) {
    const myth = row[mythColumn];
    const fact = row[factColumn];
    if (!myth || !fact || myth.isEmpty || fact.isEmpty) return null;
    const others = row
      .map((cell, column) => ({ cell, title: header === row ? undefined : header?.[column], column }))
      .filter(({ cell, column }) => column !== mythColumn && column !== factColumn && !cell.isEmpty);
    const numbers = others.flatMap(({ cell }) => (/^[#\d.)\s]+$/.test(cell.text) ? [cell] : []));
    // A further column says what it is in its heading.
    const words = others
      .filter(({ cell }) => !numbers.includes(cell))
      .flatMap(({ cell, title }) => [
        ...(title && !title.isEmpty ? [pageBlock('term', title)] : []),
        pageBlock('paragraph', cell),
      ]);
    const label = (cell: Passage): [Passage, Passage] => {
      const own = readLabel(cell, labels);
      return own && !own.alone ? [cell.slice(own.rest), cell.slice(0, own.rest)] : [cell, Passage.empty];
    };
    const [claim, claimLabel] = label(myth);
    const [answer, answerLabel] = label(fact);
    const labelsUsed = [...(pairs.length === 0 ? used : []), ...numbers, claimLabel, answerLabel];
    const [first, ...further] = paragraphsOf(answer);
    pairs.push(
      finish(
        claim,
        first ?? answer,
        [...further.map((cell) => pageBlock('paragraph', cell)), ...words],
        labelsUsed,
        labels,
      ),
    );
  }
  return pairs.length > 0 ? { pairs, used: 1 } : null;
}

/** The paragraphs of a cell: hard breaks part them. */
function paragraphsOf(cell: Passage): Passage[] {
  const parts: Passage[] = [];
  let from = 0;
  for (let at = cell.text.indexOf('\n'); at !== -1; at = cell.text.indexOf('\n', from)) {
    parts.push(cell.slice(from, at));
    from = at + 1;
  }
  return [...parts, cell.slice(from)].filter((part) => !part.isEmpty);
}

function rowPairs(block: PageBlock, labels: LabelWords): { pairs: Pair[]; used: number } | null {
  const pairs: Pair[] = [];
  if (block.rows.length < 2 || block.rows.length % 2 !== 0) return null;
  for (let index = 0; index < block.rows.length; index += 2) {
    const [myth, fact] = [block.rows[index], block.rows[index + 1]];
    const [one, two] = [myth?.[0], fact?.[0]];
    if (!myth || !fact || !one || !two || myth.length !== 2 || fact.length !== 2) return null;
    const [a, b] = [readLabel(one, labels), readLabel(two, labels)];
    if (a?.side !== 'myth' || b?.side !== 'fact' || !a.alone || !b.alone) return null;
    pairs.push(finish(myth[1] ?? Passage.empty, fact[1] ?? Passage.empty, [], [one, two], labels));
  }
  return { pairs, used: 1 };
}
