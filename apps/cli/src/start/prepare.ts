import { LabelsService } from '#content';
import { SeedService } from '#interchange';
import type { Config, Secrets } from '#platform';
import { say } from '../command.js';
import { OPERATOR } from '../operator.js';
import { SAMPLES } from '../places.js';
import { openServices } from '../services.js';
import { firstLink } from './sign-in.js';

/** What an installation needs before it serves. Repeating it changes nothing, and a start that was killed half-way repeats it. */
export async function prepare(config: Config, secrets: Secrets, studioUrl: string): Promise<string | null> {
  const services = await openServices(config, secrets, studioUrl);
  try {
    await services.get(LabelsService, { strict: false }).takeIn(OPERATOR);
    // What a production installation shows the public is its owner's to say: there, only the command `seed` adds samples.
    const seeds = services.get(SeedService, { strict: false });
    const seeded = config.env === 'production' ? null : await seeds.seed(OPERATOR, SAMPLES);
    if (seeded)
      say(`      published the sample content (${seeded.pages.documents.length + seeded.documents.length} documents)`);
    return await firstLink(services, OPERATOR, config);
  } finally {
    await services.close();
  }
}
