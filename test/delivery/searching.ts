import { type SearchPage, type SearchRequest, SqlDeliveryReader, type View } from '#delivery';
import { ReadPool } from '#platform';
import { createWorld, type World } from '../kit/world.js';

/** An installation whose documents are written by the real services, and a reader with the plans of long-lived connections. */
export class Searching {
  private constructor(
    readonly world: World,
    readonly pool: ReadPool,
    readonly reader: SqlDeliveryReader,
  ) {}

  static async open(): Promise<Searching> {
    const world = await createWorld();
    const address = new URL(world.database.addresses.delivery);
    address.searchParams.set('options', '-c plan_cache_mode=force_generic_plan');
    const pool = new ReadPool(address.toString(), { max: 4 });
    return new Searching(world, pool, new SqlDeliveryReader(pool, world.config, world.secrets, world.clock));
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.world.end();
  }

  async view(key: string | null = null): Promise<View> {
    return this.reader.view(await this.reader.identify(key), await this.reader.head());
  }

  async search(text: string, given: Partial<SearchRequest> = {}, key: string | null = null): Promise<SearchPage> {
    return this.reader.search(await this.view(key), { text, locale: 'en', first: 100, after: null, ...given });
  }

  /** Slugs of what is found, best first. */
  async slugs(text: string, given: Partial<SearchRequest> = {}, key: string | null = null): Promise<string[]> {
    return (await this.search(text, given, key)).hits.map((hit) => hit.document.slug);
  }

  async highlights(text: string, given: Partial<SearchRequest> = {}) {
    const view = await this.view();
    const page = await this.search(text, given);
    return this.reader.highlights(
      view,
      page.hits.map(({ document }) => ({ document, sought: page.sought })),
    );
  }
}
