import { NestFactory } from '@nestjs/core';
import { ACCESS_TABLES, AccessModule, KeysService, OperationsService, PartnersService } from '#access';
import {
  BODY_FORMAT,
  checkDraft,
  CONTENT_TABLES,
  ContentModule,
  DraftingService,
  extractReferences,
  LabelsService,
  PublishingService,
  VerifyService,
} from '#content';
import { LedgerService } from '#ledger';
import { Ids, PlatformModule, Problems, UnitOfWork } from '#platform';

export const LOADER = { type: 'system', name: 'bench' };
const LOCALE = 'en';
/** Documents in one publication. */
export const BATCH = 50;
/** From this many documents on, drafts are written by the batch: one by one they cost most of the time. */
const MANY = 10_000;

class PlannedIds extends Ids {
  upcoming = [];

  next() {
    const id = this.upcoming.shift();
    if (!id) throw new Error('The site asked for an id that its plan does not have.');
    return id;
  }
}

/** The product's own services over the database of the benchmark. */
export async function openContent(config, secrets, url) {
  const ids = new PlannedIds();
  const app = await NestFactory.createApplicationContext(
    {
      module: class BenchModule {},
      imports: [
        PlatformModule.forRoot({ config, secrets, url, tables: [...ACCESS_TABLES, ...CONTENT_TABLES], ids }),
        AccessModule,
        ContentModule,
      ],
    },
    { logger: false, abortOnError: false },
  );
  const get = (token) => app.get(token, { strict: false });
  return {
    ids,
    work: get(UnitOfWork),
    ledger: get(LedgerService),
    drafting: get(DraftingService),
    publishing: get(PublishingService),
    labels: get(LabelsService),
    partners: get(PartnersService),
    keys: get(KeysService),
    operations: get(OperationsService),
    verifying: get(VerifyService),
    close: () => app.close(),
  };
}

/**
 * Drafts and publishes the whole site, says how far it is, and has it verified: a small site when it is complete, a large one
 * while it holds its first ten thousand documents, which went the same way as those that follow.
 */
export async function loadSite(content, site, say) {
  await content.labels.takeIn(LOADER);
  const many = site.count >= MANY;
  const begun = performance.now();
  let done = 0;
  let verified = null;
  for (const { name, documents, whole } of site.stages) {
    for (const batch of batches(documents(), whole ? Infinity : BATCH)) {
      try {
        await content.work.run(() => (many && !whole ? draftTogether : draftOneByOne)(content, batch));
        await publishAll(content, batch);
      } catch (error) {
        const problems = Problems.of(error);
        throw problems
          ? new Error(
              `The site was refused: ${problems
                .slice(0, 5)
                .map((problem) => problem.message)
                .join(' ')}`,
            )
          : error;
      }
      done += batch.length;
      const seconds = (performance.now() - begun) / 1_000;
      say(`${name}: ${done} of ${site.count} documents, ${Math.round(done / seconds)}/s`);
      if (verified || done < Math.min(MANY, site.count)) continue;
      say(`verifying the ${done} documents that are there`);
      verified = { documents: done, ...(await verifySite(content)) };
    }
  }
  return {
    documents: done,
    seconds: (performance.now() - begun) / 1_000,
    verified,
    drafts: many ? 'by the batch' : 'one by one',
  };
}

export function* batches(documents, size) {
  let batch = [];
  for (const document of documents) {
    batch.push(document);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Through the service, as an editor would: a draft may not name what does not exist, so fields that do are saved later. */
export async function draftOneByOne({ drafting, ids }, documents) {
  for (const { id, kind, slug, body } of documents) {
    ids.upcoming.push(id);
    await drafting.create(LOADER, { kind, locale: LOCALE, slug, body });
  }
  for (const { id, later } of documents) {
    if (later) await drafting.save(LOADER, { documentId: id, locale: LOCALE, expectedVersion: 1, fields: later });
  }
}

/** In one publication. */
export function publishAll({ publishing }, documents) {
  return publishing.publish(LOADER, {
    publish: documents.map(({ id, later }) => ({ documentId: id, locale: LOCALE, expectedVersion: later ? 2 : 1 })),
  });
}

/** The same rows in the same tables by a few statements per batch, checked by the same functions. */
export async function draftTogether({ work, ledger }, documents) {
  const rows = documents.map(({ id, kind, slug, body }) => {
    const checked = checkDraft(kind, body);
    Problems.throwIfAny(checked.problems);
    return { id, kind, slug, draft: checked.body, references: extractReferences(kind, checked.body) };
  });
  const parameter = JSON.stringify(rows.map(({ id, kind, slug, draft }) => ({ id, kind, slug, draft })));
  await work.rows(
    `insert into content.document (id, kind, created_at, created_by) select id, kind, clock_timestamp(), 'system:bench' from jsonb_to_recordset($1) as r (id uuid, kind text)`,
    [parameter],
  );
  await work.rows(
    `insert into content.variant (document_id, locale, kind, slug, draft, draft_format, draft_version, created_at, saved_at, saved_by)
     select id, $2, kind, slug, draft, $3, 1, clock_timestamp(), clock_timestamp(), 'system:bench' from jsonb_to_recordset($1) as r (id uuid, kind text, slug text, draft jsonb)`,
    [parameter, LOCALE, BODY_FORMAT],
  );
  const references = rows.flatMap(({ id, references: list }) =>
    list.map(({ ordinal, path, role, target }) => ({ id, ordinal, path: JSON.stringify(path), role, target })),
  );
  await work.rows(
    `insert into content.draft_reference (document_id, locale, ordinal, path, role, target)
     select id, $2, ordinal, path, role, target from jsonb_to_recordset($1) as r (id uuid, ordinal int4, path text, role text, target uuid)`,
    [JSON.stringify(references), LOCALE],
  );
  await ledger.record(
    LOADER,
    rows.map(({ id, kind }) => ({ verb: 'document.create', subject: id, data: { kind, locale: LOCALE } })),
  );
}

/** Looks at everything that the model promises. Throws when something is broken. */
export async function verifySite({ verifying }) {
  const begun = performance.now();
  const results = await verifying.verify();
  const broken = results.flatMap(({ name, broken: found }) => found.map((fault) => `${name}: ${fault}`));
  if (broken.length > 0)
    throw new Error(`The generated site is broken, so nothing was measured:\n${broken.slice(0, 10).join('\n')}`);
  return {
    checks: results.length,
    looked: results.reduce((sum, { looked }) => sum + looked, 0),
    seconds: (performance.now() - begun) / 1_000,
  };
}
