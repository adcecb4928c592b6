import { type Kind, upcast } from '#content';
import type { ReadPool } from '#platform';
import { allows } from '../domain/scope.js';
import type { Snapshot, View } from '../domain/view.js';
import { asText } from './values.js';
import { MythIndex } from '../myths/domain/myth-index.js';
import type { MythFound, MythRequest } from '../myths/domain/request.js';
import { MYTHS, SAME_MYTHS } from './myth.statements.js';

interface MythRow {
  readonly documentId: string;
  readonly audience: number;
  readonly topics: readonly number[];
  readonly body: Record<string, unknown>;
  readonly bodyFormat: number;
}

/** What decides whether a caller may see a pair. */
type Filed = Pick<MythRow, 'audience' | 'topics'>;

/** The myths of a locale as of one publication. Never changed once made. */
interface Kept {
  readonly snapshot: Snapshot;
  readonly index: MythIndex;
  readonly filed: ReadonlyMap<string, Filed>;
}

const MYTH_FACT: Kind = 'myth-fact';

/**
 * Which myths a text repeats. One index per locale is kept in memory for all callers, as of the newest publication that was
 * asked for; it is made anew when a pair of the locale has changed since, and only then. What a caller may not see is taken
 * out of every answer by the scope of the pair's listing, before anything is counted.
 */
export class MythStore {
  /** The end of each locale's queue: whoever asks waits for the one before, so that an index is built once. */
  private readonly kept = new Map<string, Promise<Kept | null>>();

  constructor(private readonly pool: ReadPool) {}

  repeated(view: View, requests: readonly MythRequest[]): Promise<(readonly MythFound[])[]> {
    return Promise.all(requests.map((request) => this.repeatedIn(view, request)));
  }

  private async repeatedIn(view: View, { text, locale }: MythRequest): Promise<readonly MythFound[]> {
    const { index, filed } = await this.asOf(view.snapshot, asText(locale));
    return index.repetitions(text).filter(({ key }) => {
      const listing = filed.get(key);
      return (
        listing && view.scopes.every((scope) => allows(scope, { kind: MYTH_FACT, locale, ownTopic: null, ...listing }))
      );
    });
  }

  private async asOf(snapshot: Snapshot, locale: string): Promise<Kept> {
    const before = this.kept.get(locale) ?? Promise.resolve(null);
    const asked = before.then((kept) => this.at(kept, snapshot, locale));
    this.kept.set(
      locale,
      asked.then(
        (mine) => mine,
        () => before,
      ),
    );
    return asked;
  }

  private async at(kept: Kept | null, snapshot: Snapshot, locale: string): Promise<Kept> {
    if (kept?.snapshot.seq === snapshot.seq && kept.snapshot.mark === snapshot.mark) return kept;
    if (kept && (await this.isSame(kept.snapshot, snapshot, locale)))
      return kept.snapshot.seq < snapshot.seq ? { ...kept, snapshot } : kept;
    const rows = await this.pool.rows<MythRow>(MYTHS, [snapshot.seq, locale]);
    const myths = rows.map(({ documentId, body, bodyFormat }) => {
      const { myth, fact, otherPhrasings } = upcast('myth-fact', body, bodyFormat);
      return { key: documentId, myth: myth ?? '', fact: fact ?? '', otherPhrasings: otherPhrasings ?? [] };
    });
    return {
      snapshot,
      index: new MythIndex(locale, myths),
      filed: new Map(rows.map(({ documentId, audience, topics }) => [documentId, { audience, topics }])),
    };
  }

  private async isSame(one: Snapshot, other: Snapshot, locale: string): Promise<boolean> {
    const [earlier, later] = one.seq < other.seq ? [one, other] : [other, one];
    const values = [later.seq, locale, earlier.seq, earlier.mark, later.mark];
    const [found] = await this.pool.rows<{ same: boolean }>(SAME_MYTHS, values);
    return found?.same === true;
  }
}
