import type { Config } from '#platform';
import type { DeliveryReader } from '#delivery';

/** What keeps the delivery API from serving as it should, in sentences for an operator. */
export async function readiness(reader: DeliveryReader, config: Config): Promise<string[]> {
  try {
    const [partner, head] = await Promise.all([reader.identify(null), reader.head()]);
    const view = await reader.view(partner, head);
    const [notices] = await reader.notices(view, [{ region: null, locale: config.locales[0] }]);
    if (!notices || notices.length === 0)
      return ['No safety notice is live: publish one, every payload must carry it.'];
    return [];
  } catch {
    return ['The database cannot be read: see the log of the database and of this process.'];
  }
}
