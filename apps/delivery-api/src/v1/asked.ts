import type { ReadSession } from '../read/read-session.js';
import type { Addresses } from './addresses.js';
import type { Given } from './parameters.js';

/** One request, checked: what a route answers from. */
export interface Asked {
  readonly session: ReadSession;
  readonly addresses: Addresses;
  readonly path: Readonly<Record<string, string>>;
  readonly given: Given;
  readonly accept: string | undefined;
}
