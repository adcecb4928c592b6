import type { ReadSession } from '../read/read-session.js';
import type { Addresses } from './addresses.js';
import type { MediaFormat } from './formats.js';
import type { Given } from './parameters.js';

/** One request, checked: what a route answers from. */
export interface Asked {
  readonly session: ReadSession;
  readonly addresses: Addresses;
  readonly path: Readonly<Record<string, string>>;
  readonly given: Given;
  /** What `Accept` chose of the route's formats; null where none will do, and where a suffix decides. */
  readonly chosen: MediaFormat | null;
}
