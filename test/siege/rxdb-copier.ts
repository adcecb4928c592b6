import { setTimeout as wait } from 'node:timers/promises';
import { createRxDatabase, type RxCollection } from 'rxdb';
import { replicateGraphQL } from 'rxdb/plugins/replication-graphql';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { documentSchema, pullInto, type RxdbDocument } from '../../libs/client/src/rxdb.js';
import type { Copier, CopierOptions } from './copier.js';

/** Milliseconds after which a synchronisation is given up: RxDB itself tries for ever. */
const PATIENCE = 8_000;
/** Milliseconds after which a replication that was told to stop, or a database told to close, is left where it hangs. */
const STOPS_WITHIN = 20_000;

/** RxDB compares constructors: what is parsed outside of the test's own realm would differ from everything that it stored. */
const ofThisRealm: typeof fetch = async (...args) => {
  const text = await (await fetch(...args)).text();
  return { json: () => Promise.resolve(JSON.parse(text) as unknown) } as Response;
};

/** A copy of RxDB's own replication, as an app has it. */
export async function rxdbCopier(options: CopierOptions): Promise<Copier> {
  const { name, url, partner, chosen, pageSize } = options;
  let lives = 0;
  const open = async () => {
    const life = { name: `${name}-${lives++}`, storage: getRxStorageMemory(), multiInstance: false };
    const database = await createRxDatabase(life);
    const { documents } = await database.addCollections<{ documents: RxCollection<RxdbDocument> }>({
      documents: { schema: documentSchema },
    });
    return { database, documents };
  };
  let { database, documents } = await open();
  let token = '';
  let doing = 'nothing';
  let crash: () => void = () => undefined;
  const begin = () => {
    const { pull, ...rest } = pullInto(documents, {
      ...{ url, retries: 0, batchSize: pageSize },
      ...(partner.key === undefined ? {} : { key: partner.key }),
      ...(chosen.kinds ? { kinds: chosen.kinds.map((kind) => kind.toUpperCase().replace('-', '_')) } : {}),
      ...(chosen.locales ? { locales: chosen.locales } : {}),
    });
    return replicateGraphQL<RxdbDocument, { readonly token: string }>({
      collection: documents,
      replicationIdentifier: 'almanac',
      ...{ live: false, retryTime: 100, fetch: ofThisRealm },
      ...rest,
      pull: {
        ...pull,
        responseModifier: async (...parts) => {
          const page = await pull.responseModifier(...parts);
          token = page.checkpoint.token;
          return page;
        },
      },
    });
  };
  return {
    ...options,
    sync: async (patience = PATIENCE) => {
      doing = 'replicating';
      const replication = begin();
      const crashed = new Promise<string>((resolve) => (crash = () => resolve('killed')));
      const ended = await Promise.race([
        replication.awaitInitialReplication(),
        crashed,
        wait(patience, 'late', { ref: false }),
      ]);
      doing = `stopping, ${ended ?? 'done'}`;
      const stopped = await Promise.race([replication.cancel(), wait(STOPS_WITHIN, 'hanging', { ref: false })]);
      doing = 'nothing';
      if (stopped === 'hanging') {
        // As an app does that is ended by its user: it begins with what it stored, here with nothing.
        ({ database, documents } = await open());
        throw new Error(`a synchronisation of RxDB did not stop (${String(ended)})`);
      }
      if (typeof ended === 'string') throw new Error(`a synchronisation of RxDB was ${ended}`);
    },
    held: async () => {
      const found = (await documents.find().exec()) as unknown as readonly RxdbDocument[];
      const shown = found.map(
        ({ id, edition, carried }) => [id.replace('|', ' '), `${edition.number}${carried ? ' carried' : ''}`] as const,
      );
      return { token, shown: new Map(shown) };
    },
    crash: () => Promise.resolve(crash()),
    end: async () => void (await Promise.race([database.close(), wait(STOPS_WITHIN, null, { ref: false })])),
    doing: () => doing,
  };
}
