import type { CopiedDocument, EmbedPlace, RenderedField } from './document.js';
import type { Replica } from './replica.js';

/** How deep embeds within embeds are followed: a pair's explanation may hold facts. */
const DEEPEST = 3;

type Format = keyof RenderedField;

/**
 * A text of a document with what it embeds, from the copy: `html` is safe to put into a page. An embed whose document the copy
 * does not hold is left out.
 */
export async function show(
  replica: Pick<Replica, 'resolve'>,
  document: CopiedDocument,
  field = 'body',
  format: Format = 'html',
  depth = 0,
): Promise<string> {
  const pieces = document.rendered.fields[field]?.[format] ?? [];
  const shown = await Promise.all(
    pieces.map(async (piece) =>
      typeof piece === 'string' ? piece : embedded(replica, document.locale, piece, format, depth),
    ),
  );
  return shown.join('');
}

async function embedded(
  replica: Pick<Replica, 'resolve'>,
  locale: string,
  { embed }: EmbedPlace,
  format: Format,
  depth: number,
): Promise<string> {
  const document = depth < DEEPEST ? await replica.resolve(embed, locale) : null;
  if (!document) return '';
  const said = linesOf(document);
  const rest = document.kind === 'myth-fact' ? await show(replica, document, 'explanation', format, depth + 1) : '';
  if (format !== 'html') return [...said.map(([, words]) => words), rest].filter(Boolean).join('\n\n');
  const lines = said.map(([role, words]) => `<p class="${role}">${escape(words)}</p>`).join('');
  return `<aside class="almanac-${document.kind}">${lines}${rest}</aside>`;
}

function linesOf({ kind, fields }: CopiedDocument): [role: string, words: string][] {
  const names: Readonly<Record<string, readonly string[]>> = {
    fact: ['statement', 'notice'],
    'myth-fact': ['myth', 'fact'],
    notice: ['name', 'message', 'phone'],
  };
  return (names[kind] ?? []).flatMap((name): [string, string][] => {
    const words = fields[name];
    return typeof words === 'string' && words !== '' ? [[name, words]] : [];
  });
}

function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
