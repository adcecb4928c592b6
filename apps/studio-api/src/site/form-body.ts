import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpRefusal } from '#edge';

const FORM = 'application/x-www-form-urlencoded';
const FORM_LIMIT = 8_000;
/** No field of a form is longer. */
const LONGEST = 1_000;

/** Forms are taken by these pages alone: anywhere else they would let another site's form pass as a request of ours. */
export function acceptForms(fastify: FastifyInstance, routes: readonly string[]): void {
  fastify.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: FORM_LIMIT }, (request, body, done) => {
    if (routes.includes(request.routeOptions.url ?? ''))
      return done(null, Object.fromEntries(new URLSearchParams(body as string)));
    done(new HttpRefusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json in UTF-8.'), undefined);
  });
}

export function isForm(request: FastifyRequest): boolean {
  return request.headers['content-type']?.toLowerCase().startsWith(FORM) ?? false;
}

/** The texts among the members of a body; whatever else stands there is not ours. */
export function textsOf(request: FastifyRequest): Readonly<Partial<Record<string, string>>> {
  const { body } = request;
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(
    Object.entries(body).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length <= LONGEST,
    ),
  );
}
