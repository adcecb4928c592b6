/** An element of an XML file, read by a parser that takes nothing but well-formed XML without DTD, comments and processing instructions. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const TOKEN = /<\/([\w:-]+)\s*>|<([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
const ENTITY = /&(amp|lt|gt|quot|apos|#\d+);/g;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const WRITABLE = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

export function parseXml(source: string): XmlElement {
  const declaration = '<?xml version="1.0" encoding="utf-8"?>';
  if (!source.startsWith(declaration)) throw new Error('no XML declaration');
  if (!WRITABLE.test(source)) throw new Error('a character that XML cannot hold');
  const text = source.slice(declaration.length).trim();
  type Open = { name: string; attributes: Record<string, string>; children: XmlElement[]; text: string };
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const open: Open[] = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`not well-formed at ${text.slice(at, at + 60)}`);
    const [, closed, name, attributes = '', empty, words] = match;
    const top = open.at(-1)!;
    if (words !== undefined) top.text += decode(words);
    else if (closed !== undefined) {
      if (top.name !== closed || open.length === 1) throw new Error(`</${closed}> closes <${top.name}>`);
      open.pop();
    } else {
      const pairs = [...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)].map(
        ([, key, value]) => [key!, decode(value!)] as const,
      );
      if (new Set(pairs.map(([key]) => key)).size !== pairs.length) throw new Error('an attribute twice');
      const element: Open = { name: name!, attributes: Object.fromEntries(pairs), children: [], text: '' };
      top.children.push(element);
      if (empty === '') open.push(element);
    }
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error('not exactly one root element, closed');
  return root.children[0]!;
}

function decode(text: string): string {
  if (text.replace(ENTITY, '').includes('&')) throw new Error('a bare ampersand');
  return text.replace(ENTITY, (_whole, name: string) =>
    name.startsWith('#') ? String.fromCodePoint(Number(name.slice(1))) : (NAMED[name] ?? ''),
  );
}

export const childrenOf = (element: XmlElement, name: string) => element.children.filter((each) => each.name === name);
export const textOf = (element: XmlElement, name: string) => childrenOf(element, name)[0]?.text;
