import type { Type } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AccountService, EditorsService, ResetsService, type Session, SessionsService, type Visitor } from '#access';
import { HttpRefusal } from '#edge';
import { BadInput, type Problem, Problems } from '#platform';
import { CLEARED_COOKIE, isToken, sessionCookie, tokenFromCookies } from '../session/cookie.js';
import { sessionOf } from '../session/session-guard.js';
import { acceptForms, isForm, textsOf } from './form-body.js';
import {
  accountPage,
  choosePasswordPage,
  forgotPasswordPage,
  homePage,
  letterSentPage,
  PAGE_POLICY,
  passwordChosenPage,
  refusedPage,
  signedOutPage,
  signInByLinkPage,
  signInPage,
} from './pages.js';

type Services = <T>(type: Type<T>) => T;

/**
 * The few pages that work without a script: they come before any app that talks to `/graphql`. Each form may be sent as JSON
 * too, and is answered as JSON then.
 */
export function servePages(fastify: FastifyInstance, service: Services): void {
  acceptForms(fastify, ['/sign-in', '/sign-out', '/forgot-password', '/choose-password', '/account']);
  serveSignIn(fastify, service);
  servePasswords(fastify, service);
  serveAccount(fastify, service);
}

function serveSignIn(fastify: FastifyInstance, service: Services): void {
  fastify.get('/', async (request, reply) => {
    const known = sessionOf(request);
    return known ? html(reply, 200, homePage(known.editor)) : html(reply, 401, signedOutPage());
  });

  fastify.get('/sign-in', async (request, reply) => {
    const { token } = request.query as { token?: unknown };
    return html(reply, 200, token === undefined ? signInPage() : signInByLinkPage(isToken(token) ? token : ''));
  });

  fastify.post('/sign-in', async (request, reply) => {
    const { email, password } = textsOf(request);
    const { token } = (request.body ?? {}) as { token?: unknown };
    const sessions = service(SessionsService);
    // Whatever is wrong with a link, the service is asked and answers the same.
    const outcome = await outcomeOf(() =>
      email === undefined
        ? sessions.signInByLink(isToken(token) ? token : '', visitorOf(request))
        : sessions.signInByPassword(email, password ?? '', visitorOf(request)),
    );
    if ('problems' in outcome)
      return refuse(request, reply, outcome.problems, 401, (problems) =>
        email === undefined
          ? refusedPage('This sign-in link does not work', problems)
          : signInPage({ email }, problems),
      );
    return isForm(request) ? enter(reply, outcome.value) : reply.send(sessionAsJson(outcome.value));
  });

  fastify.post('/sign-out', async (request, reply) => {
    const session = sessionOf(request)?.session;
    if (session) await service(SessionsService).signOut(session);
    return reply.header('set-cookie', CLEARED_COOKIE).redirect('/', 303);
  });
}

function servePasswords(fastify: FastifyInstance, service: Services): void {
  fastify.get('/forgot-password', async (_request, reply) => html(reply, 200, forgotPasswordPage()));

  fastify.post('/forgot-password', async (request, reply) => {
    const { email = '' } = textsOf(request);
    const outcome = await outcomeOf(() => service(ResetsService).request(email, { address: request.ip }));
    if ('problems' in outcome) return refuse(request, reply, outcome.problems, 400, forgotPasswordPage);
    return isForm(request) ? html(reply, 200, letterSentPage()) : reply.code(204).send();
  });

  fastify.get('/choose-password', async (request, reply) => {
    const { token } = request.query as { token?: unknown };
    const accounts = service(AccountService);
    const outcome = await outcomeOf(() => accounts.getInvited(isToken(token) ? token : '', request.ip));
    return 'problems' in outcome
      ? html(reply, 401, refusedPage('This link does not work', outcome.problems))
      : html(reply, 200, choosePasswordPage(token as string, outcome.value));
  });

  fastify.post('/choose-password', async (request, reply) => {
    const { password = '', again = password } = textsOf(request);
    const { token: given } = (request.body ?? {}) as { token?: unknown };
    const token = isToken(given) ? given : '';
    const accounts = service(AccountService);
    const outcome = await outcomeOf(async () => {
      if (again !== password) throw new BadInput('This is not the same password: type it twice.', ['again']);
      await accounts.choosePassword(token, password, request.ip);
    });
    if ('problems' in outcome) {
      const invited = await accounts.findInvited(token);
      return refuse(request, reply, outcome.problems, invited ? 400 : 401, (problems) =>
        invited ? choosePasswordPage(token, invited, problems) : refusedPage('This link does not work', problems),
      );
    }
    void reply.header('set-cookie', CLEARED_COOKIE);
    return isForm(request) ? html(reply, 200, passwordChosenPage()) : reply.code(204).send();
  });
}

function serveAccount(fastify: FastifyInstance, service: Services): void {
  fastify.get('/account', async (request, reply) => {
    const known = sessionOf(request);
    if (!known?.session) return reply.redirect('/sign-in', 303);
    return html(reply, 200, accountPage(await service(EditorsService).get(known.editor.id)));
  });

  fastify.post('/account', async (request, reply) => {
    const known = sessionOf(request);
    if (!known?.session) return reply.redirect('/sign-in', 303);
    const { name, email, currentPassword, newPassword = '', newAgain = newPassword } = textsOf(request);
    const outcome = await outcomeOf(async () => {
      if (newAgain !== newPassword) throw new BadInput('This is not the same password: type it twice.', ['newAgain']);
      await service(AccountService).change(known.actor, {
        ...(name === undefined ? {} : { name }),
        ...(email === undefined ? {} : { email }),
        ...(currentPassword === undefined ? {} : { currentPassword }),
        ...(newPassword === '' ? {} : { newPassword }),
      });
    });
    if ('problems' in outcome) {
      const { hasPassword } = await service(EditorsService).get(known.editor.id);
      return refuse(request, reply, outcome.problems, 400, (problems) =>
        accountPage({ name: name ?? '', email: email ?? null, hasPassword }, problems),
      );
    }
    if (!isForm(request)) return reply.code(204).send();
    return reply.redirect(newPassword === '' ? '/' : '/sign-in', 303);
  });
}

type Outcome<T> = { readonly value: T } | { readonly problems: readonly [Problem, ...Problem[]] };

async function outcomeOf<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await work() };
  } catch (thrown) {
    const [first, ...rest] = Problems.of(thrown) ?? [];
    if (!first) throw thrown;
    return { problems: [first, ...rest] };
  }
}

const STATUS: Readonly<Record<string, number>> = { TOO_MANY_ATTEMPTS: 429, BUSY: 503, BAD_INPUT: 400 };

/** As a page for a form, else as JSON; the first problem decides which status it is. */
function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  problems: readonly [Problem, ...Problem[]],
  status: number,
  show: (problems: readonly Problem[]) => string,
): FastifyReply {
  const [first] = problems;
  const code = STATUS[first.kind] ?? status;
  if (code === 503) void reply.header('retry-after', 2);
  if ('retryAfter' in first) void reply.header('retry-after', String(first.retryAfter));
  if (isForm(request)) return html(reply, code, show(problems));
  throw new HttpRefusal(code, first.kind, first.message);
}

function enter(reply: FastifyReply, { token }: Session): FastifyReply {
  return reply.header('set-cookie', sessionCookie(token)).redirect('/', 303);
}

function sessionAsJson({ token, editor, expiresAt }: Session): object {
  const { id, name, email } = editor;
  return { session: token, editor: { id, name, email }, expiresAt: expiresAt.toISOString() };
}

/** The session that a browser still has ends when another begins. */
function visitorOf(request: FastifyRequest): Visitor {
  const previous = tokenFromCookies(request.headers.cookie);
  return { address: request.ip, ...(previous === null ? {} : { previous }) };
}

function html(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).header('content-security-policy', PAGE_POLICY).type('text/html; charset=utf-8').send(text);
}
