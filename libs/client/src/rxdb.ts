import { NO_SUM, partOf, sumWith } from './checksum.js';
import type { CopiedDocument } from './document.js';
import { AlmanacError, type Connection } from './http.js';
import { query } from './query.js';

/** A document as an RxDB collection holds it. */
export interface RxdbDocument {
  /** `documentId|locale`. */
  readonly id: string;
  readonly documentId: string;
  readonly locale: string;
  /** As GraphQL names it: ARTICLE, MYTH_FACT and so on. */
  readonly kind: string;
  readonly slug: string;
  readonly carried: boolean;
  readonly edition: {
    readonly number: number;
    readonly kind: string;
    readonly publishedAt: string;
    readonly note?: string | null;
    readonly hash: string;
  };
  readonly listedAt: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly rendered: CopiedDocument['rendered'];
}

/** The schema of a collection for them; take it as it is, or with more indexes. */
export const documentSchema = {
  title: 'document',
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 80 },
    documentId: { type: 'string', maxLength: 36 },
    locale: { type: 'string', maxLength: 35 },
    kind: { type: 'string', maxLength: 20 },
    slug: { type: 'string', maxLength: 200 },
    carried: { type: 'boolean' },
    edition: { type: 'object' },
    listedAt: { type: 'string', maxLength: 40 },
    fields: { type: 'object' },
    rendered: { type: 'object' },
    removal: { type: 'object' },
  },
  // What has gone keeps nothing else.
  required: ['id', 'documentId', 'locale', 'kind'],
} as const;

export interface PullOptions extends Connection {
  /** As GraphQL names them; only these, with what they embed and cite and every notice; all when absent. */
  readonly kinds?: readonly string[];
  readonly locales?: readonly string[];
  /** A name for the version of your own data: with another one the copy is filled anew. */
  readonly schemaTag?: string;
  /** From 1 to 100, which is also what is taken when absent. */
  readonly batchSize?: number;
}

interface Checkpoint {
  readonly token: string;
}

type Named = Pick<RxdbDocument, 'id' | 'documentId' | 'locale' | 'kind'>;

/** A change of a document; what it says is null where it goes. */
interface Pulled extends Named {
  readonly _deleted: boolean;
  readonly edition: RxdbDocument['edition'] | null;
}

interface Page {
  readonly documents: readonly Pulled[];
  readonly checkpoint: Checkpoint;
  readonly hasMore: boolean;
  readonly reset: string | null;
  readonly count: number | null;
  readonly checksum: string | null;
}

/** As much of an RxDB collection as is needed here. */
interface Collection {
  find(): { exec(): Promise<unknown> };
}

const PULL = `query Pull($checkpoint: PullCheckpointInput, $first: Int!, $kinds: [Kind!], $locales: [String!], $schemaTag: String) {
  pull(checkpoint: $checkpoint, first: $first, kinds: $kinds, locales: $locales, schemaTag: $schemaTag) {
    documents {
      id _deleted documentId locale kind slug carried edition { number kind publishedAt note hash } listedAt fields rendered
      removal { reason replacedBy notice }
    }
    checkpoint { token } hasMore reset count checksum
  }
}`;

/**
 * What RxDB's `replicateGraphQL` needs to keep a collection exactly what is public; the app leaves writing to it. A copy that
 * cannot be brought up to date, or differs from what the server counts, is read anew while the old one stays, and changes over
 * in one batch.
 */
export function pullInto(collection: Collection, options: PullOptions) {
  const { url, key, kinds, locales, schemaTag, batchSize = 100 } = options;
  const variables = (checkpoint: Checkpoint | null, first: number) => ({
    checkpoint: checkpoint && { token: checkpoint.token },
    first,
    kinds,
    locales,
    schemaTag,
  });
  const held = new Held(collection);

  /** All there is, and that what did not come goes. */
  async function anew(begun: Page): Promise<Page> {
    let page = begun;
    const came = new Map<string, Pulled>();
    for (;;) {
      for (const document of page.documents) came.set(document.id, document);
      if (!page.hasMore) break;
      const { pull } = await query<{ pull: Page }>(options, PULL, variables(page.checkpoint, batchSize));
      page = pull;
      if (page.reset !== null) came.clear();
    }
    const gone = held.all().flatMap((document) => (came.has(document.id) ? [] : [goneOf(document)]));
    return { ...page, documents: [...came.values(), ...gone] };
  }

  async function settle(page: Page): Promise<Page> {
    await held.take(page.documents);
    if (page.hasMore || held.is(page)) return page;
    const { pull } = await query<{ pull: Page }>(options, PULL, variables(null, batchSize));
    const whole = await anew(pull);
    await held.take(whole.documents);
    if (held.is(whole)) return { ...whole, documents: [...page.documents, ...whole.documents] };
    held.forget();
    throw new AlmanacError(
      'The copy differs from what the server counts, also after it was made anew.',
      'COPY_DIFFERS',
      false,
      200,
    );
  }

  return {
    url: { http: `${url.replace(/\/$/, '')}/graphql` },
    headers: key === undefined ? {} : { 'Almanac-Key': key },
    pull: {
      batchSize,
      queryBuilder: (checkpoint: Checkpoint | undefined, first: number) => ({
        query: PULL,
        operationName: 'Pull',
        variables: variables(checkpoint ?? null, first),
      }),
      responseModifier: async (data: unknown, _origin: string, asked?: Checkpoint) => {
        const page = data as Page;
        await held.load();
        const begins = asked === undefined || page.reset !== null;
        const { documents, checkpoint } = await settle(begins && held.all().length > 0 ? await anew(page) : page);
        return { documents: documents.map(withoutNulls), checkpoint };
      },
    },
  };
}

const goneOf = ({ id, documentId, locale, kind }: Named) => ({
  id,
  documentId,
  locale,
  kind,
  _deleted: true,
  edition: null,
  removal: { reason: 'WITHDRAWN' as const },
});

/** RxDB's schemas know no null. */
const withoutNulls = (document: Pulled) =>
  Object.fromEntries(Object.entries(document).filter(([, value]) => value !== null)) as unknown as RxdbDocument & {
    readonly _deleted: boolean;
  };

/**
 * What the collection holds once all that was answered is written: RxDB asks on while it writes, so the collection itself may
 * be behind.
 */
class Held {
  private readonly parts = new Map<string, Named & { readonly part: string }>();
  private sum = NO_SUM;
  private isLoaded = false;

  constructor(private readonly collection: Collection) {}

  async load(): Promise<void> {
    if (this.isLoaded) return;
    const documents = (await this.collection.find().exec()) as readonly RxdbDocument[];
    await this.take(
      documents.map(({ id, documentId, locale, kind, edition }) => ({
        id,
        documentId,
        locale,
        kind,
        edition,
        _deleted: false,
      })),
    );
    this.isLoaded = true;
  }

  forget(): void {
    this.parts.clear();
    this.sum = NO_SUM;
    this.isLoaded = false;
  }

  async take(changes: readonly Pulled[]): Promise<void> {
    for (const { id, documentId, locale, kind, edition } of changes) {
      const before = this.parts.get(id);
      const part = edition && (await partOf({ documentId, locale, edition }));
      this.sum = sumWith(this.sum, part ? [part] : [], before ? [before.part] : []);
      if (part) this.parts.set(id, { id, documentId, locale, kind, part });
      else this.parts.delete(id);
    }
  }

  all(): readonly Named[] {
    return [...this.parts.values()];
  }

  is({ count, checksum }: Page): boolean {
    return count === this.parts.size && checksum === this.sum;
  }
}
