import { isKind, type Kind } from '#content';
import { noticeJson, toSummary } from '#interchange';
import { listDocuments } from '../read/list-documents.js';
import { checkLocale } from '../read/rules.js';
import { ALWAYS } from '../cache/dependencies.js';
import { jsonAnswer, NOT_FOUND, notAcceptable, type Written } from './answer.js';
import type { Asked } from './asked.js';
import { JSON_FORMAT, type MediaFormat } from './formats.js';
import { AFTER, AS_OF, AUDIENCE, FALLBACK, FIRST, LOCALE, one, ORDER, REGION, TOPIC } from './parameters.js';

const USUAL = '20';

/** What an address names, before anything is read; null where it leads nowhere for anybody. */
export function listNamed(
  path: Readonly<Record<string, string>>,
): { readonly kind: Kind; readonly format: MediaFormat | null } | null {
  const [kind = '', suffix = null] = (path['kind'] ?? '').split(/\.(.*)/su);
  if (!isKind(kind) || (suffix !== null && suffix !== JSON_FORMAT.name)) return null;
  return { kind, format: suffix === null ? null : JSON_FORMAT };
}

/** `/v1/{kind}`: a page of a list, newest first. `next` is the address of the page after it. */
export async function answerList(asked: Asked): Promise<Written> {
  const { session, given, addresses } = asked;
  const locale = checkLocale(session.rules, one(given, LOCALE));
  const named = listNamed(asked.path);
  if (!named) return NOT_FOUND;
  if ((named.format ?? asked.chosen) === null) return notAcceptable([JSON_FORMAT.media]);
  const { kind } = named;
  const topics = given.get(TOPIC.name);
  const audiences = given.get(AUDIENCE.name);
  const { edges, pageInfo } = await listDocuments(session, kind, {
    first: Number(one(given, FIRST) ?? USUAL),
    after: one(given, AFTER),
    filter: { topics: topics ?? null, audiences: audiences ?? null },
    orderBy: one(given, ORDER) === 'oldest' ? 'PUBLISHED_AT_ASC' : 'PUBLISHED_AT_DESC',
    locale,
    fallback: one(given, FALLBACK) === 'true',
  });
  const read = await session.current();
  const notices = await read.load.notices.load({ region: one(given, REGION), locale });
  const query = Object.fromEntries(
    [LOCALE, FALLBACK, REGION, ORDER, FIRST, AS_OF].map((parameter) => [parameter.name, one(given, parameter)]),
  );
  const next =
    pageInfo.hasNextPage && pageInfo.endCursor
      ? addresses.list(kind, {
          ...query,
          topic: topics ?? null,
          audience: audiences ?? null,
          after: pageInfo.endCursor,
        })
      : null;
  const documents = edges.map(({ node }) => node.published);
  for (const shown of [...documents, ...notices]) read.cargo?.show(shown);
  const languages = [...new Set(documents.map((document) => document.locale))].sort().join(', ') || locale;
  return jsonAnswer(
    {
      kind,
      locale,
      items: documents.map((document) => toSummary(document, addresses.document(document))),
      next,
      attribution: read.attribution,
      notices: notices.map(noticeJson),
    },
    {
      headers: { 'content-language': languages, ...(next === null ? {} : { link: `<${next}>; rel="next"` }) },
      tags: [`kind-${kind}`, 'kind-notice'],
      shows: [kind, ...ALWAYS],
    },
  );
}
