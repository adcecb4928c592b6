import { safeHref } from '#content';
import type { PublishedDocument } from '#delivery';
import type { Service, ServiceChannel } from './schema-org.js';

/** A safety contact: one service, a channel for each way of reaching it. */
export function serviceNode(notice: PublishedDocument<'notice'>, url: string | null): Service {
  const { body } = notice;
  const chat = body.chatUrl === undefined ? null : safeHref(body.chatUrl);
  const languages = body.languages === undefined ? {} : { availableLanguage: body.languages };
  const phone = (telephone: string, contactType: string): ServiceChannel => ({
    '@type': 'ServiceChannel',
    servicePhone: { '@type': 'ContactPoint', telephone, contactType },
    ...languages,
  });
  const contactType = body.emergency === true ? 'emergency' : 'crisis line';
  const channels: ServiceChannel[] = [
    ...(body.phone === undefined ? [] : [phone(body.phone, contactType)]),
    ...(body.tty === undefined ? [] : [phone(body.tty, 'TTY')]),
    ...(body.text?.number === undefined
      ? []
      : [
          {
            '@type': 'ServiceChannel' as const,
            serviceSmsNumber: {
              '@type': 'ContactPoint' as const,
              telephone: body.text.number,
              ...(body.text.code === undefined ? {} : { description: body.text.code }),
            },
            ...languages,
          },
        ]),
    ...(chat === null ? [] : [{ '@type': 'ServiceChannel' as const, serviceUrl: chat, ...languages }]),
  ];
  const place = body.region === undefined || body.region === 'global' ? null : body.region;
  return {
    '@type': 'Service',
    ...(url === null ? {} : { '@id': url, url }),
    identifier: `urn:uuid:${notice.documentId}`,
    name: body.name ?? '',
    ...(body.message === undefined ? {} : { description: body.message }),
    serviceType: contactType,
    ...(body.operator === undefined ? {} : { provider: { '@type': 'Organization', name: body.operator } }),
    ...(place === null ? {} : { areaServed: { '@type': 'AdministrativeArea', name: place } }),
    availableChannel: channels,
    ...(body.hours === undefined
      ? {}
      : { hoursAvailable: { '@type': 'OpeningHoursSpecification', description: body.hours } }),
  };
}
