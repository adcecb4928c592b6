import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ACCESS_TABLES, AccessModule } from '#access';
import { CONTENT_TABLES, ContentModule } from '#content';
import { ReceiptsModule, WebhooksModule } from '#delivery';
import { InterchangeModule } from '#interchange';
import { AuditAnchors } from '#ledger';
import { type Config, PlatformModule, type Secrets } from '#platform';

/** The services over a database that is ready, as the login `studio`. The caller closes what it gets. */
export async function openServices(
  config: Config,
  secrets: Secrets,
  studioUrl: string,
): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(
    {
      module: class CommandModule {},
      imports: [
        PlatformModule.forRoot({ config, secrets, url: studioUrl, tables: [...ACCESS_TABLES, ...CONTENT_TABLES] }),
        AccessModule,
        ContentModule,
        InterchangeModule,
        WebhooksModule,
        ReceiptsModule,
      ],
      providers: [AuditAnchors],
    },
    { logger: false, abortOnError: false },
  );
}
