import { type CopiedDocument, createReplica, onHead, show } from '@almanac/client';
import { indexedDbStore } from '@almanac/client/indexeddb';
import { element, place } from './elements.js';
import { forget, remember, removed, type Removed } from './removed.js';

/** Set when the app is built: VITE_ALMANAC_URL=https://content.example.org */
const url = import.meta.env.VITE_ALMANAC_URL ?? 'http://localhost:4000';
const LOCALE = document.documentElement.lang;
/** What readers look up; what these embed and cite comes with them, and safety contacts always. */
const KINDS = ['article', 'myth-fact'] as const;

const replica = createReplica({
  url,
  store: indexedDbStore('reader'),
  kinds: KINDS,
  locales: [LOCALE],
  // The next try comes when the network does.
  retries: 1,
  onRemoved: remember,
  onProgress: ({ held, isFilling }) => {
    place('progress').hidden = false;
    say(isFilling ? `Bringing the library: ${held} documents so far.` : 'Bringing what is new.');
  },
});

await paint();
await synchronise();
// A reader who looks at a page sees its correction as soon as it is published.
onHead({ url }, () => void synchronise());
addEventListener('online', () => void synchronise());
addEventListener('hashchange', () => void paint().then(() => place('main').focus()));
if ('serviceWorker' in navigator) await navigator.serviceWorker.register('/service-worker.js');

async function synchronise(): Promise<void> {
  try {
    const { count } = await replica.sync();
    say(`Up to date: ${count} documents are on this device.`);
  } catch {
    const at = await replica.completeAt();
    say(at ? `No network. This is as of ${at.toLocaleString(LOCALE)}.` : 'No network, and nothing is here yet.');
  }
  place('progress').hidden = true;
  await paint();
}

async function paint(): Promise<void> {
  const help = await replica.notices(LOCALE);
  place('help').replaceChildren(...help.map(contact));
  const documentId = location.hash.slice(1);
  place('main').replaceChildren(...(documentId === '' ? await library() : await page(documentId)));
}

async function library(): Promise<Node[]> {
  const lists = await Promise.all(KINDS.map((kind) => replica.list(kind, LOCALE)));
  forget(new Set(lists.flat().map(({ documentId }) => documentId)));
  const link = (one: CopiedDocument) =>
    element('li', {}, element('a', { href: `#${one.documentId}` }, titleOf(one)), correctedAt(one) && ' (corrected)');
  const gone = removed().map((one) =>
    element('li', {}, element('a', { href: `#${one.documentId}` }, goneBecause(one))),
  );
  return [
    element('h1', {}, 'Library'),
    ...lists.flatMap((documents, index) => [
      element('h2', {}, index === 0 ? 'Articles' : 'Myths, and what is true'),
      element('ul', {}, ...documents.map(link)),
    ]),
    ...(gone.length > 0 ? [element('h2', {}, 'No longer here'), element('ul', { id: 'removed' }, ...gone)] : []),
  ];
}

async function page(documentId: string): Promise<Node[]> {
  const back = element('p', {}, element('a', { href: '#' }, 'Library'));
  const found = await replica.resolve(documentId, LOCALE);
  if (!found) {
    const gone = removed().find((one) => one.documentId === documentId);
    return [
      back,
      element('h1', {}, gone ? goneBecause(gone) : 'This page is not on this device.'),
      ...(gone?.notice ? [element('p', { class: 'notice' }, gone.notice)] : []),
      ...(gone?.replacedBy
        ? [element('p', {}, element('a', { href: `#${gone.replacedBy}` }, 'Read what took its place.'))]
        : []),
    ];
  }
  const text = element('div');
  // Its HTML is generated from a closed set of elements, and safe to put in.
  text.innerHTML = await show(replica, found, found.kind === 'myth-fact' ? 'explanation' : 'body');
  for (const link of text.querySelectorAll<HTMLElement>('a[data-almanac-document]')) {
    const target = await replica.resolve(link.dataset['almanacDocument'] ?? '', LOCALE);
    if (target) link.setAttribute('href', `#${target.documentId}`);
  }
  const corrected = correctedAt(found);
  return [
    back,
    element('h1', {}, ...label(found, 'Myth'), titleOf(found)),
    ...(corrected ? [element('p', { class: 'notice' }, `Corrected on ${corrected}: ${found.edition.note ?? ''}`)] : []),
    ...(found.kind === 'myth-fact'
      ? [element('p', { class: 'lead' }, ...label(found, 'Fact'), words(found, 'fact'))]
      : []),
    text,
  ];
}

/** A myth must never stand there as if it were said. */
function label({ kind }: CopiedDocument, word: string): (Node | string)[] {
  return kind === 'myth-fact' ? [element('span', { class: 'label' }, word), ' '] : [];
}

function contact(notice: CopiedDocument): HTMLElement {
  const phone = words(notice, 'phone');
  return element(
    'p',
    {},
    element('strong', {}, words(notice, 'name')),
    ' ',
    phone && element('a', { href: `tel:${phone.replace(/[^+\d]/g, '')}` }, phone),
    ` ${words(notice, 'message')}`,
  );
}

function goneBecause({ reason, kind, at }: Removed): string {
  const thing = kind === 'myth-fact' ? 'A myth' : `A ${kind}`.replace(/^A (?=[aeiou])/, 'An ');
  const why = {
    WITHDRAWN: 'was withdrawn',
    REPLACED: 'was replaced',
    RETRACTED: 'was taken back',
    EXPUNGED: 'was removed',
  };
  return `${thing} ${why[reason]} on ${at.slice(0, 10)}`;
}

function correctedAt({ edition }: CopiedDocument): string | false {
  return edition.changeKind === 'CORRECTION' && edition.publishedAt.slice(0, 10);
}

function titleOf(document: CopiedDocument): string {
  return words(document, 'title') || words(document, 'myth') || words(document, 'statement');
}

function words({ fields }: CopiedDocument, field: string): string {
  const value = fields[field];
  return typeof value === 'string' ? value : '';
}

function say(sentence: string): void {
  place('state').textContent = sentence;
}
