import { Context } from '@nestjs/graphql';
import type { ReadSession } from './read-session.js';

export interface DeliveryContext {
  readonly session: ReadSession;
  /** Called once it is known that the answer is all that was asked for: data, and no error. */
  readonly complete?: () => void;
}

/** The reading session of this request. */
export const Session = (): ParameterDecorator => Context('session');
