import { Context } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor, Editor } from '#access';
import { HttpRefusal } from '#edge';
import { sessionOf } from './session-guard.js';

/** What every resolver is handed. There is always an editor: without one no request comes this far. */
export interface StudioContext {
  readonly editor: Editor;
  readonly actor: Actor;
  readonly token: string;
  readonly reply: FastifyReply;
}

export function studioContext(request: FastifyRequest, reply: FastifyReply): StudioContext {
  const session = sessionOf(request);
  if (!session) throw new HttpRefusal(401, 'UNAUTHENTICATED', 'Sign in first.');
  const { editor, token } = session;
  return { editor, actor: { type: 'editor', id: editor.id }, token, reply };
}

/** Who acts, always from the session and never from an input. */
export const Acting = (): ParameterDecorator => Context('actor');
