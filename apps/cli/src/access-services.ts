import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ACCESS_TABLES, AccessModule } from '#access';
import { type Config, PlatformModule, type Secrets } from '#platform';

/** Only who may edit and who may read: a third of what there is to load. The caller closes what it gets. */
export async function openAccessServices(
  config: Config,
  secrets: Secrets,
  studioUrl: string,
): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(
    {
      module: class AccessCommandModule {},
      imports: [PlatformModule.forRoot({ config, secrets, url: studioUrl, tables: ACCESS_TABLES }), AccessModule],
    },
    { logger: false, abortOnError: false },
  );
}
