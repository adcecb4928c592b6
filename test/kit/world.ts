import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ACCESS_TABLES,
  AccessModule,
  type Actor,
  EditorsService,
  LinksService,
  KeysService,
  PartnersService,
  PermissionsService,
  SessionsService,
} from '#access';
import {
  AnnouncingService,
  type Body,
  ComparingService,
  CONTENT_TABLES,
  DraftingService,
  FreezingService,
  JudgingService,
  type Kind,
  LabelsService,
  PlanningService,
  PublishingService,
  ReadingService,
  RestoringService,
  RevertingService,
  TranslatingService,
  TranslationStateService,
  type Variant,
  WorkflowService,
} from '#content';
import { ReceiptsModule, WebhooksModule } from '#delivery';
import { ImportService, InterchangeModule, SeedService } from '#interchange';
import { LedgerService } from '#ledger';
import { Clock, type Config, loadConfig, PlatformModule, Secrets, UnitOfWork } from '#platform';
import { GivenPartners } from './partners.js';
import { freshDatabase, type TestDatabase, testServer } from './server.js';

/** A clock that stands still until a test moves it. */
export class FixedClock extends Clock {
  constructor(private instant = new Date('2026-06-01T12:00:00.000Z')) {
    super();
  }

  now(): Date {
    return this.instant;
  }

  advance(milliseconds: number): void {
    this.instant = new Date(this.instant.getTime() + milliseconds);
  }
}

/** An installation of a test's own: a database, and the real services over it. */
export interface World {
  readonly database: TestDatabase;
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock: FixedClock;
  readonly work: UnitOfWork;
  readonly ledger: LedgerService;
  readonly editors: EditorsService;
  readonly links: LinksService;
  readonly sessions: SessionsService;
  readonly partners: GivenPartners;
  readonly keys: KeysService;
  readonly permissions: PermissionsService;
  readonly drafting: DraftingService;
  readonly publishing: PublishingService;
  readonly planning: PlanningService;
  readonly reverting: RevertingService;
  readonly translating: TranslatingService;
  readonly translationState: TranslationStateService;
  readonly freezing: FreezingService;
  readonly restoring: RestoringService;
  readonly comparing: ComparingService;
  readonly reading: ReadingService;
  readonly labels: LabelsService;
  readonly imports: ImportService;
  readonly seeds: SeedService;
  readonly app: INestApplicationContext;
  readonly given: Given;
  end(): Promise<void>;
}

export const TESTER: Actor = { type: 'system', name: 'test' };

export interface WorldOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Leaves the published set empty: no notice, nothing. */
  readonly bare?: boolean;
  /** Instead of a fresh one of the server that all tests share. */
  readonly database?: TestDatabase;
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const database = options.database ?? (await freshDatabase());
  const config = loadConfig({ ALMANAC_ENV: 'test', ...options.environment });
  const secrets = new Secrets(Buffer.from(testServer().secret));
  const clock = new FixedClock();
  const app = await NestFactory.createApplicationContext(
    {
      module: class WorldModule {},
      imports: [
        PlatformModule.forRoot({
          config,
          secrets,
          url: database.addresses.studio,
          tables: [...ACCESS_TABLES, ...CONTENT_TABLES],
          clock,
        }),
        AccessModule,
        InterchangeModule,
        WebhooksModule,
        ReceiptsModule,
      ],
    },
    { logger: false, abortOnError: false },
  );
  const world = {
    database,
    config,
    secrets,
    clock,
    app,
    work: app.get(UnitOfWork),
    ledger: app.get(LedgerService, { strict: false }),
    editors: app.get(EditorsService, { strict: false }),
    links: app.get(LinksService, { strict: false }),
    sessions: app.get(SessionsService, { strict: false }),
    partners: new GivenPartners(app.get(PartnersService, { strict: false }), app.get(KeysService, { strict: false })),
    keys: app.get(KeysService, { strict: false }),
    permissions: app.get(PermissionsService, { strict: false }),
    drafting: app.get(DraftingService, { strict: false }),
    publishing: app.get(PublishingService, { strict: false }),
    planning: app.get(PlanningService, { strict: false }),
    reverting: app.get(RevertingService, { strict: false }),
    translating: app.get(TranslatingService, { strict: false }),
    translationState: app.get(TranslationStateService, { strict: false }),
    freezing: app.get(FreezingService, { strict: false }),
    restoring: app.get(RestoringService, { strict: false }),
    comparing: app.get(ComparingService, { strict: false }),
    reading: app.get(ReadingService, { strict: false }),
    labels: app.get(LabelsService, { strict: false }),
    imports: app.get(ImportService, { strict: false }),
    seeds: app.get(SeedService, { strict: false }),
  };
  const given = new Given(world.drafting, world.publishing);
  await world.labels.takeIn(TESTER);
  if (!options.bare)
    await given.published('notice', { name: 'Helpline', phone: '1-800-555-0100', message: 'Call the helpline.' });
  return {
    ...world,
    given,
    end: async () => {
      await app.close();
      await database.drop();
    },
  };
}

interface Placed {
  readonly locale?: string;
  readonly slug?: string;
  readonly documentId?: string;
}

/** Builds what a test starts from, through the real services. */
export class Given {
  private count = 0;

  constructor(
    private readonly drafting: DraftingService,
    private readonly publishing: PublishingService,
  ) {}

  async draft<K extends Kind>(kind: K, body: Body<K>, placed: Placed = {}): Promise<Variant<K>> {
    const slug = placed.slug ?? `${kind}-${++this.count}`;
    return this.drafting.create(TESTER, {
      kind,
      locale: placed.locale ?? 'en',
      slug,
      body,
      ...(placed.documentId === undefined ? {} : { documentId: placed.documentId }),
    });
  }

  /** A variant that is live. */
  async published<K extends Kind>(kind: K, body: Body<K>, placed: Placed = {}): Promise<Variant<K>> {
    const draft = await this.draft(kind, body, placed);
    await this.publishing.publish(TESTER, { publish: [draft].map(toPublish) });
    return draft;
  }

  async article(body: Partial<Body<'article'>> = {}, placed: Placed = {}): Promise<Variant<'article'>> {
    return this.draft('article', { title: 'An article', body: [paragraph('p1', 'Some words.')], ...body }, placed);
  }
}

/** Publishing as an installation with another configuration would. */
export function publishingWith(
  { work, ledger, clock }: Pick<World, 'work' | 'ledger' | 'clock'>,
  config: Config,
): PublishingService {
  const workflow = new WorkflowService(work, new PermissionsService(work, clock, config), config);
  return new PublishingService(
    work,
    new JudgingService(work, config),
    workflow,
    new AnnouncingService(work, ledger, config),
  );
}

export function toPublish(variant: Pick<Variant, 'documentId' | 'locale' | 'draftVersion'>) {
  return { documentId: variant.documentId, locale: variant.locale, expectedVersion: variant.draftVersion };
}

export function paragraph(key: string, text: string) {
  return {
    _type: 'block' as const,
    _key: key,
    style: 'normal' as const,
    markDefs: [],
    children: [{ _type: 'span' as const, _key: `${key}s`, text, marks: [] }],
  };
}

export function embed(key: string, type: 'factEmbed' | 'mythFactEmbed' | 'noticeEmbed', document: string) {
  return { _type: type, _key: key, document } as never;
}
