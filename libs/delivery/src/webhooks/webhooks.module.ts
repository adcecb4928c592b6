import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from '#access';
import { LedgerModule } from '#ledger';
import { DeliveryReader } from '../delivery.reader.js';
import { DeliveriesService } from './deliveries.service.js';
import { EndpointChangesService } from './endpoint-changes.service.js';
import { EndpointGateService } from './endpoint-gate.service.js';
import { EndpointsService } from './endpoints.service.js';
import { FanOutService } from './fan-out.service.js';
import { PartnerClosingService } from './partner-closing.service.js';
import { WebhookNoticesService } from './notices.service.js';
import { SendingService } from './sending.service.js';
import { Postage } from './postage.js';

const KEEPING = [
  Postage,
  EndpointGateService,
  EndpointsService,
  EndpointChangesService,
  DeliveriesService,
  PartnerClosingService,
];

/** Telling partners. Those who look after endpoints need no more than the database; the worker tells, and reads what is public. */
@Module({ imports: [LedgerModule, AccessModule], providers: KEEPING, exports: KEEPING })
export class WebhooksModule {
  /** @param reader with the login of the public side, so that nothing else can get into a message. */
  static telling(reader: DeliveryReader): DynamicModule {
    const providers = [FanOutService, SendingService, WebhookNoticesService];
    return {
      module: WebhooksModule,
      providers: [{ provide: DeliveryReader, useValue: reader }, ...providers],
      exports: providers,
    };
  }
}
