import { escapeHtml, plainToHtml } from '../rich-text/html.js';
import type { Difference, EntryDifference, Fate, FieldDifference, Scalar } from './difference.js';
import type { WordChange } from './words.js';

/** The same comparison for people: with `ins` and `del`, each of which also says in words what it is; and as plain text. */
export interface ReadableComparison {
  readonly html: string;
  readonly text: string;
}

/** What is told, in order, before it becomes HTML or text. */
type Line =
  | { readonly is: 'heading'; readonly words: string }
  | { readonly is: 'note'; readonly words: string }
  | { readonly is: 'changed'; readonly label: string; readonly words: readonly WordChange[] };

/** @param titles of documents, by id: what references are called. */
export function readableComparison(
  fields: readonly FieldDifference[],
  titles: ReadonlyMap<string, string>,
): ReadableComparison {
  const lines =
    fields.length === 0 ? [note('Nothing differs.')] : fields.flatMap((field) => new Telling(titles).field(field));
  return { html: lines.map(toHtml).join(''), text: lines.map(toText).join('\n') };
}

class Telling {
  constructor(private readonly titles: ReadonlyMap<string, string>) {}

  field({ name, fate, difference }: FieldDifference): Line[] {
    const heading: Line = { is: 'heading', words: `${labelOf(name)}: ${FATES[fate]}` };
    return [heading, ...this.difference('', difference)];
  }

  private difference(label: string, difference: Difference): Line[] {
    switch (difference.form) {
      case 'words':
        return [{ is: 'changed', label, words: difference.words }];
      case 'value':
        return [this.replaced(label, difference.before, difference.after)];
      case 'reference':
        return [this.replaced(label, difference.before, difference.after)];
      case 'fields':
        return difference.fields.flatMap((field) =>
          this.difference(joined(label, field.name === 'text' ? '' : labelOf(field.name)), field.difference),
        );
      case 'entries':
        return this.entries(label, difference.entries);
    }
  }

  private entries(label: string, entries: readonly EntryDifference[]): Line[] {
    const lines: Line[] = [];
    let unchanged = 0;
    const closeRun = () => {
      if (unchanged > 0) lines.push(note(`${unchanged} unchanged.`));
      unchanged = 0;
    };
    for (const entry of entries) {
      if (entry.fate === 'SAME' && !entry.moved) {
        unchanged += 1;
        continue;
      }
      closeRun();
      lines.push(...this.entry(label, entry));
    }
    closeRun();
    return lines;
  }

  private entry(label: string, { fate, moved, before, after, type, said, difference }: EntryDifference): Line[] {
    const name = joined(label, `${(type && NOUNS[type]) ?? 'Entry'} ${(after ?? before ?? 0) + 1}`);
    if (fate === 'ADDED' || fate === 'REMOVED')
      return [{ is: 'changed', label: name, words: [{ change: fate, text: this.named(said) || '(empty)' }] }];
    return [
      ...(moved
        ? [note(`${name} was moved here from place ${(before ?? 0) + 1}: ${beginning(this.named(said))}`)]
        : []),
      ...(difference ? this.difference(name, difference) : []),
    ];
  }

  private replaced(label: string, before: Scalar | null, after: Scalar | null): Line {
    const part = (change: 'REMOVED' | 'ADDED', value: Scalar | null): WordChange[] =>
      value === null ? [] : [{ change, text: this.named(String(value)) }];
    return { is: 'changed', label, words: [...part('REMOVED', before), ...part('ADDED', after)] };
  }

  private named(text: string): string {
    return text.replace(DOCUMENT_ID, (id) => {
      const title = this.titles.get(id);
      return title === undefined ? id : `“${title}”`;
    });
  }
}

const DOCUMENT_ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gu;
const FATES: Readonly<Record<Fate, string>> = { ADDED: 'added', REMOVED: 'removed', CHANGED: 'changed' };
const NOUNS: Readonly<Record<string, string>> = {
  block: 'Paragraph',
  factEmbed: 'Fact',
  mythFactEmbed: 'Myth and fact',
  noticeEmbed: 'Safety notice',
  assetEmbed: 'Asset',
  callout: 'Callout',
  table: 'Table',
};
/** Characters of something that moved, enough to know it by. */
const LONGEST_BEGINNING = 80;

function note(words: string): Line {
  return { is: 'note', words };
}

/** `otherPhrasings` as people write it: Other phrasings. */
function labelOf(name: string): string {
  const words = name.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function joined(label: string, part: string): string {
  return [label, part].filter((each) => each !== '').join(', ');
}

function beginning(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST_BEGINNING ? text : `${characters.slice(0, LONGEST_BEGINNING).join('')}…`;
}

function toHtml(line: Line): string {
  switch (line.is) {
    case 'heading':
      return `<h3>${escapeHtml(line.words)}</h3>`;
    case 'note':
      return `<p class="almanac-note">${plainToHtml(line.words)}</p>`;
    case 'changed':
      return `<p>${line.label === '' ? '' : `<strong>${escapeHtml(line.label)}:</strong> `}${line.words.map(wordsToHtml).join('')}</p>`;
  }
}

function wordsToHtml({ change, text }: WordChange): string {
  if (change === 'SAME') return plainToHtml(text);
  const [element, spoken] = change === 'ADDED' ? ['ins', 'added'] : ['del', 'removed'];
  const aloud = (words: string) => `<span class="almanac-spoken">${words}</span>`;
  return `<${element}>${aloud(`[${spoken}: `)}${plainToHtml(text)}${aloud(']')}</${element}>`;
}

function toText(line: Line): string {
  switch (line.is) {
    case 'heading':
      return `\n${line.words}`;
    case 'note':
      return `  (${line.words})`;
    case 'changed':
      return `  ${line.label === '' ? '' : `${line.label}: `}${line.words.map(wordsToText).join('')}`;
  }
}

function wordsToText({ change, text }: WordChange): string {
  if (change === 'SAME') return text;
  return `[${change === 'ADDED' ? 'added' : 'removed'}: ${text}]`;
}
