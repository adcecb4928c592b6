// The process that is killed: the real services of the build over one database, told by its parent what to do, telling it
// what it is about to do, where it stands and what was acknowledged. It holds still where the parent wants to strike.
import '#platform/entry';
import { AsyncLocalStorage } from 'node:async_hooks';

// As the processes of an installation do: what is imported after the entry comes compiled.
const { NestFactory } = await import('@nestjs/core');
const { ACCESS_TABLES, AccessModule } = await import('#access');
const { CONTENT_TABLES, DraftingService, ExpungingService, PublishingService } = await import('#content');
const { ImportService, InterchangeModule } = await import('#interchange');
const { LedgerService } = await import('#ledger');
const { loadConfig, onFaultPoint, PlatformModule, Problems, Secrets } = await import('#platform');

const ACTOR = { type: 'system', name: 'torture' };
const LOCALE = 'en';
/** The operation that is running, so that a fault point knows whose it is. */
const running = new AsyncLocalStorage();
let release = () => undefined;

/** Resolves once the message has left this process: what was told stays told, however the process ends. */
const tell = (message) =>
  new Promise((resolve, reject) => process.send(message, (error) => (error ? reject(error) : resolve())));

const wordsOf = (words) => [
  {
    _type: 'block',
    _key: 'b1',
    style: 'normal',
    markDefs: [],
    children: [{ _type: 'span', _key: 's1', text: words, marks: [] }],
  },
];
const nameOf = ({ kind, slug }) => `${kind} ${slug}`;
const editionOf = (variant, edition) => ({ name: nameOf(variant), what: `edition ${edition}` });
const withdrawalOf = (variant) => ({ name: nameOf(variant), what: 'withdrawn' });
const asItem = (variant) => ({ documentId: variant.documentId, locale: LOCALE, expectedVersion: variant.draftVersion });

async function start({ url, secret }) {
  const app = await NestFactory.createApplicationContext(
    {
      module: class VictimModule {},
      imports: [
        PlatformModule.forRoot({
          config: loadConfig({ ALMANAC_ENV: 'test' }),
          secrets: new Secrets(Buffer.from(secret)),
          url,
          tables: [...ACCESS_TABLES, ...CONTENT_TABLES],
        }),
        AccessModule,
        InterchangeModule,
      ],
    },
    { logger: false, abortOnError: false },
  );
  const drafting = app.get(DraftingService, { strict: false });
  const publishing = app.get(PublishingService, { strict: false });
  const expunging = app.get(ExpungingService, { strict: false });
  const imports = app.get(ImportService, { strict: false });
  const ledger = app.get(LedgerService, { strict: false });

  onFaultPoint(async (point) => {
    const task = running.getStore();
    if (!task || !task.armed) return;
    if (task.flaw === 'acknowledges before the commit' && point === 'publish.before-commit') {
      // Inside the transaction, so this is the number that the publication would have.
      await tell({ id: task.id, told: 'acknowledged', seq: (await ledger.head()).seq, parts: task.parts });
    }
    if (task.holdAt !== point) return;
    task.holdAt = null;
    const released = new Promise((resolve) => (release = resolve));
    await tell({ id: task.id, told: 'held', point });
    await released;
  });

  const draft = (kind, slug, body) => drafting.create(ACTOR, { kind, locale: LOCALE, slug, body });
  const article = (task, slug, extra = []) =>
    draft('article', slug, {
      title: `Article ${slug}`,
      body: [...wordsOf(`Written by operation ${task.id}.`), ...extra],
    });
  const corrected = async (task, documentId) => {
    const { draftVersion } = await drafting.get(documentId, LOCALE);
    return drafting.save(ACTOR, {
      documentId,
      locale: LOCALE,
      expectedVersion: draftVersion,
      fields: { body: wordsOf(`Corrected by operation ${task.id}.`) },
    });
  };

  /** Tells what it is about to do, does it, and answers as a caller of the service would be answered. */
  async function publication(task, publish, withdraw = []) {
    // What it would answer if nobody else published the same documents meanwhile.
    task.parts = [
      ...publish.map((variant) => editionOf(variant, variant.lastEdition + 1)),
      ...withdraw.map((variant) => withdrawalOf(variant)),
    ];
    const note = `operation ${task.id}`;
    await tell({ id: task.id, told: 'intends', note, names: [...publish, ...withdraw].map(nameOf) });
    const request = (some) => ({
      publish: some.map((variant) =>
        variant.lastEdition === 0
          ? asItem(variant)
          : { ...asItem(variant), changeKind: 'CORRECTION', note: 'Corrected.' },
      ),
      withdraw: withdraw.map((variant) => ({ ...asItem(variant), reason: 'GONE' })),
      note,
    });
    task.armed = true;
    if (task.flaw === 'publishes one by one what belongs together') {
      for (const variant of publish) await publishing.publish(ACTOR, request([variant]));
    }
    const result = await publishing.publish(ACTOR, request(publish));
    if (task.flaw === 'publishes twice') {
      const [first] = publish;
      await publishing.publish(ACTOR, request([await corrected(task, first.documentId)]));
    }
    const variants = new Map([...publish, ...withdraw].map((variant) => [variant.documentId, variant]));
    return {
      seq: result.publication.seq,
      parts: [
        ...result.published.map((done) => editionOf(variants.get(done.documentId), done.edition)),
        ...result.withdrawn.map((done) => withdrawalOf(variants.get(done.documentId))),
      ],
    };
  }

  /** Every page is new to its first import, so what it makes goes live as edition 1. */
  const partsOf = (report) =>
    report.documents
      .filter((document) => document.change === 'created' && document.status === 'published')
      .map((document) => editionOf(document, 1));

  const perform = {
    fresh: async (task, { slug }) => publication(task, [await article(task, slug)]),
    correction: async (task, { documentId }) => publication(task, [await corrected(task, documentId)]),
    together: async (task, { slug, documentIds }) => {
      const fact = await draft('fact', `${slug}-fact`, {
        statement: `A claim of operation ${task.id}.`,
        status: 'UNVERIFIED',
        notice: 'No source was found.',
      });
      const host = await article(task, slug, [{ _type: 'factEmbed', _key: 'e1', document: fact.documentId }]);
      const others = [];
      for (const documentId of documentIds) others.push(await corrected(task, documentId));
      return publication(task, [fact, host, ...others]);
    },
    withdrawal: async (task, { documentId }) => publication(task, [], [await drafting.get(documentId, LOCALE)]),
    expunge: async (task, { documentId }) => {
      task.armed = true;
      const { publication } = await expunging.expunge(ACTOR, { documentId });
      return { seq: publication?.seq ?? null, parts: [] };
    },
    import: async (task, { name, text }) => {
      const pages = [{ name, bytes: Buffer.from(text) }];
      // The rehearsal tells what the import will make; it passes the same fault points, unarmed.
      const rehearsed = await imports.importPages(ACTOR, pages, { locale: LOCALE, publish: true, dryRun: true });
      await tell({ id: task.id, told: 'intends', note: 'import', names: partsOf(rehearsed).map(({ name }) => name) });
      task.armed = true;
      const report = await imports.importPages(ACTOR, pages, { locale: LOCALE, publish: true, dryRun: false });
      return {
        seq: report.seq,
        parts: partsOf(report),
        changes: [...new Set(report.documents.map((document) => document.change))],
      };
    },
  };

  return async ({ id, operation, holdAt, flaw }) => {
    const task = { id, holdAt, flaw, armed: false, parts: [] };
    try {
      const result = await running.run(task, () => perform[operation.kind](task, operation));
      await tell({ id, told: 'acknowledged', ...result });
    } catch (error) {
      const problems = Problems.of(error);
      if (problems) await tell({ id, told: 'refused', kinds: problems.map((problem) => problem.kind) });
      else await tell({ id, told: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  };
}

let act;
process.on('message', async (message) => {
  if (message.start) {
    act = await start(message.start);
    await tell({ told: 'ready' });
  } else if (message.release) release();
  else await act(message);
});
// The parent is gone: nobody would ever let this process go on, or end it.
process.on('disconnect', () => process.exit(1));
