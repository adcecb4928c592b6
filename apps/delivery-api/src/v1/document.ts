import { type Format, isKind, type Kind } from '#content';
import { refusalBody } from '#edge';
import type { PublishedDocument, PublishedTombstone, PublishedWithdrawal } from '#delivery';
import {
  jsonLdText,
  noticeJson,
  type Readable,
  toExpungedPage,
  toJson,
  toJsonLd,
  toPage,
  toWithdrawalJson,
  toWithdrawnPage,
} from '#interchange';
import { findTombstone, GONE_SENTENCE } from '../read/expunged.js';
import type { PublicRead } from '../read/public-read.js';
import { bySlugIn, readFor } from '../read/fallback.js';
import { checkLocale, couldBeSlug, localesToRead } from '../read/rules.js';
import { ALWAYS } from '../cache/dependencies.js';
import { JSON_TYPE, jsonAnswer, NOT_FOUND, notAcceptable, type Written } from './answer.js';
import type { Asked } from './asked.js';
import { formatNamed, FORMATS, type FormatName, type MediaFormat } from './formats.js';
import { isAtItsAddress, joinDocument, tagsOf } from './join-document.js';
import { AS_OF, EDITION, FALLBACK, LOCALE, one, REGION } from './parameters.js';

/** Forms of rich text that each format is made of. */
const TEXT_OF: Readonly<Record<FormatName, readonly Format[]>> = {
  json: ['html', 'markdown', 'text'],
  html: ['html'],
  md: ['markdown'],
  txt: ['text'],
  jsonld: ['text'],
};

const WRITERS: Readonly<Record<FormatName, (readable: Readable) => string>> = {
  json: (readable) => `${JSON.stringify(toJson(readable))}\n`,
  html: (readable) => toPage(readable, 'html'),
  md: (readable) => toPage(readable, 'markdown'),
  txt: (readable) => toPage(readable, 'text'),
  jsonld: (readable) => `${jsonLdText(toJsonLd(readable))}\n`,
};

/** What an address names, before anything is read. */
export interface NamedDocument {
  readonly kind: Kind;
  readonly slug: string;
  /** With its dot; empty where there is none. */
  readonly suffix: string;
  /** Of the suffix. */
  readonly format: MediaFormat | null;
}

interface Named extends NamedDocument {
  readonly locale: string;
  readonly format: MediaFormat;
}

/** Null where it leads nowhere for anybody. Slugs have no dots, so the first one ends the slug. */
export function documentNamed({ kind = '', name = '' }: Readonly<Record<string, string>>): NamedDocument | null {
  const [slug = '', ending = null] = name.split(/\.(.*)/su);
  const format = ending === null ? null : formatNamed(ending);
  if (!isKind(kind) || !couldBeSlug(slug) || (ending !== null && format === null)) return null;
  return { kind, slug, suffix: ending === null ? '' : `.${ending}`, format };
}

/** `/v1/{kind}/{slug}`, with or without a suffix. */
export async function answerDocument(asked: Asked): Promise<Written> {
  const locale = checkLocale(asked.session.rules, one(asked.given, LOCALE));
  const address = documentNamed(asked.path);
  if (!address) return NOT_FOUND;
  const { kind, slug } = address;
  const format = address.format ?? asked.chosen;
  if (format === null) return notAcceptable(FORMATS.map(({ media }) => media));
  const named = { ...address, locale, format };
  const edition = one(asked.given, EDITION);
  const pinned = edition === null ? null : Number(edition);
  const fallback = one(asked.given, FALLBACK) === 'true';
  const locales = localesToRead(asked.session.rules, locale, { fallback, edition: pinned });
  const read = readFor(await asked.session.current(), fallback ? locale : null);
  const document = await bySlugIn(read, { kind, slug }, locales, pinned === null ? {} : { edition: pinned });
  if (document === null) {
    const answers = await Promise.all(locales.map((each) => answerWithdrawn(asked, read, { ...named, locale: each })));
    return answers.find((answer) => answer !== NOT_FOUND) ?? NOT_FOUND;
  }
  if (document.redirectedFrom !== null) return redirect(asked, named, document, edition);
  const { readable, shows } = await joinDocument(read, asked.addresses, document, {
    region: one(asked.given, REGION),
    formats: TEXT_OF[format.name],
    newest: () => asked.session.newest(),
    // JSON speaks of this API, for programs; the others speak to readers.
    addressOf: (each, shown = null) =>
      format.name === 'json'
        ? asked.addresses.document(each, { query: { edition: shown } })
        : asked.addresses.page(each, read.site, shown),
  });
  for (const shown of [readable.document, ...readable.notices]) read.cargo?.show(shown);
  return {
    status: 200,
    contentType: format.contentType,
    body: WRITERS[format.name](readable),
    headers: {
      'content-language': document.locale,
      link: linkHeader(asked, read, readable, address.format),
      ...(readable.withdrawn ? { 'almanac-withdrawn': readable.withdrawn.reason } : {}),
    },
    tags: tagsOf(readable),
    shows,
  };
}

function linkHeader(
  asked: Asked,
  read: PublicRead,
  { document, schemaUrl }: Readable,
  chosen: MediaFormat | null,
): string {
  const alternates = FORMATS.filter((format) => format !== chosen).map(
    ({ name, media }) =>
      `<${asked.addresses.document(document, { suffix: `.${name}` })}>; rel="alternate"; type="${media}"`,
  );
  const url = asked.addresses.page(document, read.site);
  return [`<${url}>; rel="canonical"`, `<${schemaUrl}>; rel="describedby"`, ...alternates].join(', ');
}

/** To the address of today, in the same format and with the same parameters. */
function redirect(
  asked: Asked,
  named: Named,
  target: PublishedDocument,
  edition: string | null,
  relation?: 'successor-version',
): Written {
  const location = asked.addresses.document(target, {
    suffix: named.suffix,
    query: { edition, region: one(asked.given, REGION), asOf: one(asked.given, AS_OF) },
  });
  return jsonAnswer(
    { location },
    {
      status: 308,
      headers: { location, ...(relation === undefined ? {} : { link: `<${location}>; rel="${relation}"` }) },
      // Who has the slug, and who had it, is of one kind; what took a document's place may be brought into the scope by any.
      ...(relation === undefined ? { shows: [target.kind, ...ALWAYS] } : {}),
    },
  );
}

/**
 * An expunged document leaves no more than that. A replaced one leads on to what replaced it, as references do; a retracted one
 * says what to know instead, and one that is gone says so. Who could never see it learns nothing.
 */
async function answerWithdrawn(asked: Asked, read: PublicRead, named: Named): Promise<Written> {
  const { kind, slug, locale } = named;
  const tombstone = await findTombstone(read, { kind, slug }, locale);
  if (tombstone !== null) {
    read.tellGone(tombstone);
    return answerExpunged(asked, read, named, tombstone);
  }
  const withdrawal = await read.load.withdrawals.load({ kind, slug, locale });
  if (withdrawal === null) return NOT_FOUND;
  read.tellGone(withdrawal);
  if (withdrawal.replacedBy !== null) {
    const target = withdrawal.replacedBy;
    const successor = await read.load.byReference.load({ target, locale, carried: false });
    if (successor && (await isAtItsAddress(read, successor)))
      return redirect(asked, named, successor, null, 'successor-version');
  }
  // It had not been public before, and may well be soon: caches and crawlers are not told to forget its address.
  const left = withdrawal.reason === 'REVERTED' ? ({ status: 404, code: 'NOT_FOUND' } as const) : GONE;
  return gone(asked, read, named, left.status, {
    json: { ...refusalBody(left.code, sentenceOf(withdrawal)), withdrawal: toWithdrawalJson(withdrawal) },
    page: (notices, text) => toWithdrawnPage({ withdrawal, notices }, text),
  });
}

/** Nothing of it is left but that it was there. */
function answerExpunged(asked: Asked, read: PublicRead, named: Named, expunged: PublishedTombstone): Promise<Written> {
  return gone(asked, read, named, GONE.status, {
    json: { ...refusalBody(GONE.code, GONE_SENTENCE), expunged },
    page: (notices, text) => toExpungedPage({ expunged, notices }, text),
  });
}

const GONE = { status: 410, code: 'GONE' } as const;

async function gone(
  { given }: Asked,
  read: PublicRead,
  { locale, format }: Named,
  status: 404 | 410,
  left: {
    readonly json: object;
    readonly page: (notices: readonly PublishedDocument<'notice'>[], text: Format) => string;
  },
): Promise<Written> {
  const notices = await read.load.notices.load({ region: one(given, REGION), locale });
  for (const notice of notices) read.cargo?.show(notice);
  const answer = { status, headers: { 'content-language': locale } } as const;
  if (format.name === 'json' || format.name === 'jsonld')
    return {
      ...answer,
      contentType: JSON_TYPE,
      body: JSON.stringify({ ...left.json, notices: notices.map(noticeJson) }),
    };
  const text = ({ html: 'html', md: 'markdown', txt: 'text' } as const)[format.name];
  return { ...answer, contentType: format.contentType, body: left.page(notices, text) };
}

function sentenceOf({ reason }: PublishedWithdrawal): string {
  switch (reason) {
    case 'GONE':
      return 'This document is no longer public: remove your copy.';
    case 'REVERTED':
      return 'This document was public by mistake, and that was taken back: remove your copy.';
    case 'REPLACED':
      return 'Another document took the place of this one, and it is not within what you may read: remove your copy.';
    case 'RETRACTED':
      return 'This document has been retracted: show its notice where you showed the document.';
  }
}
