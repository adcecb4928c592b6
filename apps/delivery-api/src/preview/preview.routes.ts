import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Preview } from '#delivery';
import { HttpRefusal } from '#edge';
import type { Config } from '#platform';
import { ReadSession } from '../read/read-session.js';
import type { ReadRules } from '../read/rules.js';
import { addressOf, queryOf, routeOf } from '../v1/address.js';
import { AddressExecution } from '../v1/address-execution.js';
import { Addresses } from '../v1/addresses.js';
import { refusedFor } from '../v1/answer.js';
import { type Mark, overviewBody, PREVIEW_POLICY, previewPage, UNSEEN } from './preview-page.js';

export interface PreviewRouteParts {
  readonly config: Pick<Config, 'previewUrl' | 'locales'>;
  readonly rules: ReadRules;
  readonly find: (token: string) => Promise<Preview | null>;
}

/** The same answer to a token that never was, and to one that has ended. */
export const NO_PREVIEW = new HttpRefusal(
  404,
  'NO_PREVIEW',
  'This preview does not exist, or it has ended: make a new one in the Studio.',
);

/**
 * `/p/{token}` leads a person to what the link was made for; below it stand the addresses of `/v1`, which lead on to each other.
 * The token is part of the path, so that a browser needs nothing else; no page tells it to anybody (no-referrer).
 */
export function servePreviews(fastify: FastifyInstance, { config, rules, find }: PreviewRouteParts): void {
  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { token = '', '*': rest = '' } = request.params as { token?: string; '*'?: string };
    const preview = await find(token);
    if (!preview) throw NO_PREVIEW;
    const home = `${config.previewUrl}/p/${token}`;
    const mark = await markOf(preview, home);
    if (rest === '') return begin(preview, home, mark, reply);
    const url = `/${rest}${queryOf(request.url)}`;
    const found = routeOf(url);
    if (!found) throw new HttpRefusal(404, 'NOT_FOUND', 'There is nothing at this address.');
    const address = addressOf(found.route, found.path, url, request.headers.accept, rules);
    const execution = new AddressExecution({ publicUrl: home, locales: config.locales });
    const { answer } = await execution.run(address, new ReadSession(preview.reader, rules, null));
    for (let at = 0; at < answer.headers.length; at += 2)
      reply.header(answer.headers[at] ?? '', answer.headers[at + 1] ?? '');
    void reply.code(answer.status).type(answer.contentType);
    if (!answer.contentType.startsWith('text/html')) return reply.send(answer.body);
    const { locale, title } = named(answer.body.toString(), config.locales[0]);
    return reply
      .header('content-security-policy', PREVIEW_POLICY)
      .send(previewPage(title, locale, answer.body.toString(), mark));
  };
  const answering = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    try {
      return await serve(request, reply);
    } catch (error) {
      const refused = refusedFor(error);
      if (!refused) throw error;
      return reply.code(refused.status).type('application/json; charset=utf-8').send(refused.body);
    }
  };
  fastify.get('/p/:token', answering);
  fastify.get('/p/:token/*', answering);
  fastify.get('/robots.txt', (_request, reply) => reply.type('text/plain').send('User-agent: *\nDisallow: /\n'));

  /** The document that the link is for, else the list of all that it changes. */
  async function begin(preview: Preview, home: string, mark: Mark, reply: FastifyReply): Promise<FastifyReply> {
    const addresses = new Addresses(home, config.locales[0]);
    const { documentId, locale } = preview.link;
    const page = (body: string) =>
      reply
        .header('content-security-policy', PREVIEW_POLICY)
        .type('text/html; charset=utf-8')
        .send(previewPage('what changes', 'en', body, mark));
    if (documentId === null || locale === null) {
      const changes = await preview.changes();
      return page(
        overviewBody(changes.map((each) => ({ ...each, url: addresses.document(each, { suffix: '.html' }) }))),
      );
    }
    const read = await new ReadSession(preview.reader, rules, null).current();
    const document = await read.load.byKey.load({ documentId, locale });
    if (document === null) return page(UNSEEN);
    return reply.redirect(addresses.document(document, { suffix: '.html' }), 303);
  }
}

async function markOf(preview: Preview, home: string): Promise<Mark> {
  const { expiresAt, documentId } = preview.link;
  return { expiresAt, objections: await preview.objections(), overview: documentId === null ? home : null };
}

/** The language and the title of a page that our own writer made. */
function named(html: string, fallback: string): { readonly locale: string; readonly title: string } {
  const locale = /^<article[^>]* lang="([^"]+)"/.exec(html)?.[1] ?? fallback;
  const title = /<h1>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? '';
  return {
    locale,
    title: title.replace(/<[^>]+>/g, '').replace(/&(amp|lt|gt|quot|#39);/g, (each) => ENTITIES[each] ?? ''),
  };
}
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};
