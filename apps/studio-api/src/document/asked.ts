import { BadInput, type Config } from '#platform';

/** The locale that was asked for; the default one when none was. */
export function configuredLocale(config: Config, locale: string | null | undefined): string {
  if (locale === null || locale === undefined) return config.locales[0];
  if (config.locales.includes(locale)) return locale;
  throw new BadInput(`"locale" must be one of the configured locales: ${config.locales.join(', ')}.`, ['locale']);
}
