import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { EditorsService } from '#access';
import { HttpRefusal } from '#edge';
import { type Problem, Problems } from '#platform';
import { CLEARED_COOKIE, isToken, sessionCookie } from '../session/cookie.js';
import { sessionOf } from '../session/session-guard.js';
import { homePage, PAGE_POLICY, refusedPage, signedOutPage, signInPage } from './pages.js';

const FORM = 'application/x-www-form-urlencoded';
const FORM_LIMIT = 4_000;
const FORM_ROUTES: ReadonlySet<string | undefined> = new Set(['/sign-in', '/sign-out']);

/** The few pages that work without a script: they come before any app that talks to `/graphql`. */
export function serveSignIn(fastify: FastifyInstance, editors: () => EditorsService): void {
  acceptForms(fastify);

  fastify.get('/', async (request, reply) => {
    const session = sessionOf(request);
    return session ? html(reply, 200, homePage(session.editor)) : html(reply, 401, signedOutPage());
  });

  fastify.get('/sign-in', async (request, reply) => {
    const { token } = request.query as { token?: unknown };
    return html(reply, 200, signInPage(isToken(token) ? token : ''));
  });

  fastify.post('/sign-in', async (request, reply) => {
    const { token } = (request.body ?? {}) as { token?: unknown };
    const asJson = !isForm(request);
    const outcome = await signIn(editors(), token);
    if ('problem' in outcome) {
      const { kind, message } = outcome.problem;
      if (asJson) throw new HttpRefusal(401, kind, message);
      return html(reply, 401, refusedPage(message));
    }
    const { session } = outcome;
    if (asJson) {
      const { id, name, email } = session.editor;
      return reply.send({
        session: session.token,
        editor: { id, name, email },
        expiresAt: session.expiresAt.toISOString(),
      });
    }
    return reply.header('set-cookie', sessionCookie(session.token, session.expiresAt)).redirect('/', 303);
  });

  fastify.post('/sign-out', async (request, reply) => {
    const session = sessionOf(request);
    if (session) await editors().signOut(session.token);
    return reply.header('set-cookie', CLEARED_COOKIE).redirect('/', 303);
  });
}

type Outcome = { readonly session: Awaited<ReturnType<EditorsService['signIn']>> } | { readonly problem: Problem };

/** Whatever is wrong with a link, the service is asked and answers the same. */
async function signIn(editors: EditorsService, token: unknown): Promise<Outcome> {
  try {
    return { session: await editors.signIn(isToken(token) ? token : '') };
  } catch (thrown) {
    const [problem] = Problems.of(thrown) ?? [];
    if (!problem) throw thrown;
    return { problem };
  }
}

function isForm(request: FastifyRequest): boolean {
  return request.headers['content-type']?.toLowerCase().startsWith(FORM) ?? false;
}

/** Forms are taken by the pages alone: anywhere else they would let another site's form pass as a request of ours. */
function acceptForms(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: FORM_LIMIT }, (request, body, done) => {
    if (FORM_ROUTES.has(request.routeOptions.url))
      return done(null, Object.fromEntries(new URLSearchParams(body as string)));
    done(new HttpRefusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json in UTF-8.'), undefined);
  });
}

function html(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).header('content-security-policy', PAGE_POLICY).type('text/html; charset=utf-8').send(text);
}
