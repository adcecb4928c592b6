import path from 'node:path';
import type { Kind } from '#content';
import { fileStore } from '../../libs/client/src/file-store.js';
import { createReplica, memoryStore, type Replica, type ReplicaStore } from '../../libs/client/src/index.js';
import type { Dice } from '../walk/dice.js';
import type { Chosen, Shown } from './recorded.js';

export interface Partner {
  readonly id: string;
  readonly handle: string;
  readonly key: string | undefined;
}

export interface CopierOptions {
  readonly name: string;
  readonly url: string;
  readonly partner: Partner;
  readonly chosen: Chosen;
  readonly pageSize: number;
}

/** Whoever keeps a copy by synchronising. */
export interface Copier extends CopierOptions {
  /** The copy is complete when it resolves. `patience` in milliseconds, for one that would try for ever. */
  sync(patience?: number): Promise<void>;
  held(): Promise<{ readonly token: string; readonly shown: Shown }>;
  /** As if its process had been killed: what it had in memory is gone, what it had stored is there. */
  crash(): Promise<void>;
  end(): Promise<void>;
  /** For whoever looks for one that never comes to an end. */
  doing(): string;
}

/** A copy of `@almanac/client`, in memory or in a file. */
export function replicaCopier(options: CopierOptions, folder: string | null): Copier {
  const { name, url, partner, chosen, pageSize } = options;
  let store: ReplicaStore;
  let replica: Replica;
  let away = new AbortController();
  let lives = 0;
  let doing = 'nothing';
  let reopening: Promise<void> = Promise.resolve();
  const memory = memoryStore();
  const open = () => {
    store = folder === null ? memory : fileStore(path.join(folder, `${name}.ndjson`));
    replica = createReplica({
      url,
      ...(partner.key === undefined ? {} : { key: partner.key }),
      store,
      pageSize,
      retries: 1,
      ...(chosen.kinds ? { kinds: chosen.kinds } : {}),
      ...(chosen.locales ? { locales: chosen.locales } : {}),
    });
  };
  open();
  return {
    ...options,
    sync: async () => {
      doing = 'opening';
      await reopening;
      doing = 'synchronising';
      const life = lives;
      await replica.sync({ signal: away.signal }).finally(() => (doing = 'nothing'));
      // Whoever is dead has brought nothing to its end.
      if (life !== lives) throw new Error('killed');
    },
    held: async () => {
      const state = await store.state();
      if (!state || state.isFilling) throw new Error(`${name} is not complete`);
      const keys = (await store.all()).map(({ key }) => key);
      const stored = await store.get(keys);
      const shown = stored.flatMap((each) =>
        each ? [[each.key, `${each.document.edition.number}${each.document.carried ? ' carried' : ''}`] as const] : [],
      );
      return { token: state.token, shown: new Map(shown) };
    },
    crash: () => {
      lives += 1;
      away.abort(new Error('killed'));
      away = new AbortController();
      const dead = replica;
      reopening = (folder === null ? Promise.resolve() : dead.close().catch(() => undefined)).then(open);
      return reopening;
    },
    end: () => replica.close(),
    doing: () => doing,
  };
}

const KINDS: readonly Kind[] = ['article', 'fact', 'source', 'topic', 'myth-fact'];

/** Everything, or some kinds, or one language. */
export function choose(dice: Dice): Chosen {
  return {
    kinds: dice.chance(30) ? [dice.one(KINDS), 'article'] : null,
    locales: dice.chance(20) ? [dice.one(['en', 'es'])] : null,
  };
}
