import { BadInput } from '#platform';
import {
  type Cargo,
  type DeliveryReader,
  type PartnerIdentity,
  type Portion,
  type Snapshot,
  type View,
  WHOLE,
} from '#delivery';
import { closeAsOf, openAsOf, PublicRead } from './public-read.js';
import type { ReadRules } from './rules.js';

/** An instant, or a value of the header `Almanac-As-Of`. Exactly one is given. */
export interface AskedAsOf {
  readonly instant?: string | null;
  readonly token?: string | null;
}

/** A document that an answer shows as of the past, and where. */
export interface Shown {
  readonly documentId: string;
  readonly locale: string;
  readonly paths: (readonly (string | number)[])[];
}

/** Ids may carry as-of values of their own; each costs statements, so one operation may mix only a few. */
const AS_OF_VALUES = 4;

/**
 * One GraphQL request: who asks, and the one publication that its answer is as of. Everything is found out on first use
 * and then shared, so that two fields can never be answered from two states.
 */
export class ReadSession {
  private asked: readonly AskedAsOf[] = [];
  private portion: Portion = WHOLE;
  private who: Promise<PartnerIdentity> | undefined;
  private main: Promise<PublicRead> | undefined;
  private head: Promise<PublicRead> | undefined;
  private readonly others = new Map<string, Promise<PublicRead>>();
  private readonly shown = new Map<string, Shown>();

  constructor(
    private readonly reader: DeliveryReader,
    readonly rules: ReadRules,
    private readonly key: string | null,
    /** Who asks and as of what, when that has been found out before: then the key is not looked at. */
    private readonly given: View | null = null,
    /** Told of everything that the answer brings to a partner; null: to nobody in particular. */
    readonly cargo: Cargo | null = null,
  ) {
    if (given) this.who = Promise.resolve(given.partner);
  }

  /** Called before execution with every `asOf` of the operation: each field is then read as of the same publication. */
  readAsOf(asked: readonly AskedAsOf[]): void {
    this.asked = asked;
  }

  /** Called before execution with what the operation shows of its documents; all of them are read in this portion. */
  readPortion(portion: Portion): void {
    this.portion = portion;
  }

  /** Something of the answer is as of the past, as far as is known by now. */
  get readsPast(): boolean {
    return this.asked.length > 0 || this.others.size > 0;
  }

  /** The answer shows the document there. */
  note(
    { documentId, locale, read }: { documentId: string; locale: string; read: PublicRead },
    path: readonly (string | number)[],
  ): void {
    if (read.asOf === null) return;
    const name = `${documentId} ${locale}`;
    const shown = this.shown.get(name) ?? { documentId, locale, paths: [] };
    // A field that failed in compiled code is resolved once more.
    if (!shown.paths.some((known) => JSON.stringify(known) === JSON.stringify(path))) shown.paths.push(path);
    this.shown.set(name, shown);
  }

  /** In an order that does not depend on which field was resolved first. */
  get shownOfThePast(): readonly Shown[] {
    const order = (one: unknown, other: unknown) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);
    return [...this.shown]
      .sort(([one], [other]) => order(one, other))
      .map(([, { paths, ...document }]) => ({ ...document, paths: paths.sort(order) }));
  }

  get begun(): boolean {
    return this.main !== undefined;
  }

  partner(): Promise<PartnerIdentity> {
    return (this.who ??= this.reader.identify(this.key));
  }

  /** As of what the operation asks for; without `asOf`, as of the head when the request began. */
  current(): Promise<PublicRead> {
    return (this.main ??= this.begin());
  }

  /** As of the head, whatever moment the rest of the operation is read as of. */
  async newest(): Promise<PublicRead> {
    if (this.asked.length === 0) return this.current();
    return (this.head ??= this.reader.head().then((snapshot) => this.readOf(snapshot, null)));
  }

  /** As of the value that an id carries; null for an id without one. `asked` is what stands beside the id. */
  async at(token: string | null, asked: AskedAsOf | null = null): Promise<PublicRead> {
    const main = await this.current();
    if (token === null || token === main.asOf) return main;
    if (asked !== null)
      throw new BadInput(
        'The id carries another as-of value than "asOf": leave "asOf" out, or name the document without a moment.',
        ['asOf'],
      );
    let read = this.others.get(token);
    if (!read) {
      if (this.others.size >= AS_OF_VALUES)
        throw new BadInput(
          `The ids of one operation may carry up to ${AS_OF_VALUES} different as-of values: split the operation.`,
          ['id'],
        );
      read = this.snapshotOfToken(token, 'id').then((snapshot) => this.readOf(snapshot, token));
      this.others.set(token, read);
    }
    return read;
  }

  private async begin(): Promise<PublicRead> {
    const [first, ...rest] = this.asked;
    if (!first && this.given)
      return new PublicRead(this.reader, this.given, this.rules, null, this.portion, this.cargo);
    if (!first) return this.readOf(await this.reader.head(), null);
    if (rest.some((other) => other.instant !== first.instant || other.token !== first.token)) {
      throw new BadInput('All "asOf" arguments of one operation must be the same: one answer shows one state.', [
        'asOf',
      ]);
    }
    const snapshot =
      typeof first.token === 'string'
        ? await this.snapshotOfToken(first.token, 'asOf')
        : await this.snapshotOfInstant(first.instant ?? '');
    return this.readOf(snapshot, snapshot && closeAsOf(this.rules, snapshot));
  }

  private async readOf(snapshot: Snapshot | null, asOf: string | null): Promise<PublicRead> {
    const view = snapshot && (await this.reader.view(await this.partner(), snapshot));
    return new PublicRead(this.reader, view, this.rules, asOf, this.portion, this.cargo);
  }

  private async snapshotOfToken(token: string, argument: 'asOf' | 'id'): Promise<Snapshot> {
    const named = openAsOf(this.rules, token);
    if (!named) {
      throw new BadInput(
        argument === 'asOf'
          ? '"asOf.token" must be a value of the response header Almanac-As-Of of this API.'
          : 'This id carries an as-of value that this API did not issue.',
        argument === 'asOf' ? ['asOf', 'token'] : ['id'],
      );
    }
    const snapshot = await this.reader.snapshotOf(named.seq, named.mark);
    if (snapshot) return snapshot;
    throw new BadInput(
      'The history that this as-of value belongs to no longer exists here (a backup was restored): read again without it.',
      argument === 'asOf' ? ['asOf', 'token'] : ['id'],
    );
  }

  /** Null when nothing had been published yet. */
  private async snapshotOfInstant(instant: string): Promise<Snapshot | null> {
    const passed = (now: number) => Date.parse(instant) <= now;
    // The clocks of the database and of this machine may differ: what has been published has certainly passed.
    if (passed(this.rules.clock.now().getTime()) || passed(Date.parse((await this.reader.head()).at)))
      return this.reader.snapshotAt(instant);
    throw new BadInput('"asOf.instant" is in the future: give an instant that has passed.', ['asOf', 'instant']);
  }
}
