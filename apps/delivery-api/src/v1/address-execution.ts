import type { Kind } from '#content';
import type { Answer } from '#edge';
import type { Config } from '#platform';
import { closeAsOf } from '../read/public-read.js';
import type { ReadSession } from '../read/read-session.js';
import type { Address } from './address.js';
import { Addresses } from './addresses.js';
import { answerOf } from './answer.js';

/** Makes answers of addresses: the same in front, where they are kept, and behind it. */
export class AddressExecution {
  private readonly addresses: Addresses;

  constructor({ publicUrl, locales }: Pick<Config, 'publicUrl' | 'locales'>) {
    this.addresses = new Addresses(publicUrl, locales[0]);
  }

  /** With the kinds whose publications may change it; null when any may. */
  async run(
    { route, path, given, chosen, asOf }: Address,
    session: ReadSession,
  ): Promise<{ readonly answer: Answer; readonly shows: readonly Kind[] | null }> {
    session.readAsOf(asOf);
    const written = await route.answer({ session, addresses: this.addresses, path, given, chosen });
    if (asOf.length === 0) return { answer: answerOf(written, null), shows: written.shows ?? null };
    return { answer: answerOf(written, await stateOf(session)), shows: null };
  }
}

/** What `Almanac-As-Of` says of an answer; empty before the first publication, and where nothing was read. */
export async function stateOf(session: ReadSession): Promise<string> {
  const read = session.begun ? await session.current() : null;
  return read?.snapshot ? closeAsOf(read.rules, read.snapshot) : '';
}
