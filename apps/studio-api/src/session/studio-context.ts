import { Context } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor, Person } from '#access';
import { HttpRefusal } from '#edge';
import { sessionOf } from './session-guard.js';

/** What every resolver is handed. There is always an editor: without one no request comes this far. */
export interface StudioContext {
  readonly editor: Person;
  readonly actor: Actor;
  /** Token of the session; null for a script. */
  readonly session: string | null;
  readonly reply: FastifyReply;
}

export function studioContext(request: FastifyRequest, reply: FastifyReply): StudioContext {
  const known = sessionOf(request);
  if (!known) throw new HttpRefusal(401, 'UNAUTHENTICATED', 'Sign in first.');
  return { ...known, reply };
}

/** Who acts, always from the session and never from an input. */
export const Acting = (): ParameterDecorator => Context('actor');
