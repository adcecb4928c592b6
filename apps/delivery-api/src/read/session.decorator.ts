import { Context } from '@nestjs/graphql';
import type { ReadSession } from './read-session.js';

export interface DeliveryContext {
  readonly session: ReadSession;
}

/** The reading session of this request. */
export const Session = (): ParameterDecorator => Context('session');
