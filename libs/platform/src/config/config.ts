// A little longer than other files: every setting is read, checked and explained in this one place.
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { CannotStart } from '../problem.js';

export interface AudienceConfig {
  readonly key: string;
  /** Label per locale; the default locale must have one. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Whom published content is to be credited to, and under which terms it may be shown. */
export interface AttributionConfig {
  /** Such as "Example Coalition, 2026". */
  readonly text: string;
  /** Where the credit is to lead. */
  readonly url: string | null;
  /** Address of the licence. */
  readonly licence: string | null;
}

/** Everything that the environment decides, read once per process. */
export interface Config {
  readonly env: 'development' | 'production' | 'test';
  /** Where the embedded database, secrets and logs lie. Absolute. */
  readonly dataDir: string;
  /** A PostgreSQL of the owner's (>= 15); null starts the embedded one. */
  readonly databaseUrl: string | null;
  /** Logins given instead of generated ones; only with `databaseUrl`. */
  readonly loginUrls: Readonly<Partial<Record<'studio' | 'delivery' | 'preview', string>>>;
  readonly deliveryPort: number;
  readonly studioPort: number;
  /** The worker answers health checks here, on the loopback interface; null: 4002 if it is free, else any. */
  readonly workerPort: number | null;
  /** Previews are served here, on the loopback interface; null: 4004 if it is free, else any. */
  readonly previewPort: number | null;
  /** Address of an interface; loopback unless the owner says otherwise. */
  readonly deliveryHost: string;
  readonly studioHost: string;
  /** Where partners reach the delivery API; no trailing slash. */
  readonly publicUrl: string;
  /** Where editors reach the Studio; no trailing slash. */
  readonly studioUrl: string;
  /** Addresses and networks of proxies before the Studio: their word is taken for where a request comes from. */
  readonly trustedProxies: readonly string[];
  /** Addresses and networks of one's own house that webhooks may reach all the same, on any port. */
  readonly webhookNetworks: readonly string[];
  readonly mail: {
    /** Server that takes mail, with its password if it wants one; null: mail is written into the data folder. */
    readonly smtpUrl: string | null;
    readonly from: string;
  };
  /** Where preview links lead; no trailing slash. */
  readonly previewUrl: string;
  /** Locales that content may have; the first is the default. */
  readonly locales: readonly [string, ...string[]];
  /** Where readers who ask for it are led when something is not public in a locale, in order. What is not named here has its own. */
  readonly fallbacks: Readonly<Record<string, readonly string[]>>;
  /** Position in this list is the bit in the delivery tables: append, never reorder. */
  readonly audiences: readonly AudienceConfig[];
  /** Travels with everything that is published; null: nothing is said. */
  readonly attribution: AttributionConfig | null;
  /** Given secret of at least 32 bytes; null generates one into the data folder (refused in production with a given database). */
  readonly secret: string | null;
  /** Bytes of answers that a delivery process keeps in memory; 0 keeps none. */
  readonly cacheBytes: number;
  /** Bytes of published editions that a delivery process keeps in memory for answers that it makes; 0 keeps none. */
  readonly editionBytes: number;
  /** Requests that an address without a key may send to one delivery process in a minute; 0: as many as it likes. */
  readonly publicPerMinute: number;
  /** How many processes of this host answer at the delivery port. */
  readonly deliveryProcesses: number;
  /** Standbys of the database, to read from; addresses without a login get that of `delivery`. */
  readonly replicaUrls: readonly string[];
  /** Where the delivery API tells its metrics and the state of all its processes; null: nowhere. 0: any free port. */
  readonly metricsPort: number | null;
  /** The same of the Studio API, of the worker, and of previews. */
  readonly studioMetricsPort: number | null;
  readonly workerMetricsPort: number | null;
  readonly previewMetricsPort: number | null;
  /** Interface of all four. */
  readonly metricsHost: string;
  /** Milliseconds that the delivery API goes on as before once it was told to stop, while `/readyz` already refuses. */
  readonly stopDelay: number;
  /** Spans go where `OTEL_EXPORTER_OTLP_ENDPOINT` says, of this share of the requests; null without that address. */
  readonly tracing: { readonly ratio: number } | null;
  /** Operations that come again and again are run as code made for them. */
  readonly compileOperations: boolean;
  /** Milliseconds that a request for published content may take. */
  readonly deadline: number;
  /** For how many days a copy that is not synchronised can still be brought up to date. */
  readonly copyDays: number;
  /** First copies that one delivery process sends at once in one answer each; who comes when there are so many is told to come again. */
  readonly snapshotsAtOnce: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

export type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_AUDIENCES: readonly AudienceConfig[] = [
  { key: 'individuals', labels: { en: 'Individuals', es: 'Personas' } },
  { key: 'community-groups', labels: { en: 'Community groups', es: 'Grupos comunitarios' } },
  { key: 'educators', labels: { en: 'Educators', es: 'Educadores' } },
  {
    key: 'professional-organizations',
    labels: { en: 'Professional organizations', es: 'Organizaciones profesionales' },
  },
];
const DEFAULT_LOCALES: readonly [string, ...string[]] = ['en', 'es'];
const LOCALE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
/** Unless it is taken, or another one was chosen. */
export const PREVIEW_PORT = 4004;
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** The environment of this process with some values changed: what flags say, and what a child process is to see. */
export function environmentWith(changes: Environment): NodeJS.ProcessEnv {
  return { ...process.env, ...changes };
}

/** Reads the environment and, when there is one, the file `almanac.config.json` (`{ "locales": [...], "audiences": [...] }`). */
export function loadConfig(environment: Environment = process.env, directory: string = process.cwd()): Config {
  const env = oneOf(environment, 'ALMANAC_ENV', ['development', 'production', 'test'] as const, 'development');
  const file = readFile(environment, directory);
  const deliveryPort = port(environment, 'ALMANAC_DELIVERY_PORT', 4000);
  const studioPort = port(environment, 'ALMANAC_STUDIO_PORT', 4001);
  const workerPort = chosenPort(environment, 'ALMANAC_WORKER_PORT');
  const previewPort = chosenPort(environment, 'ALMANAC_PREVIEW_PORT');
  const metricsPort = chosenPort(environment, 'ALMANAC_METRICS_PORT');
  const studioMetricsPort = chosenPort(environment, 'ALMANAC_STUDIO_METRICS_PORT');
  const workerMetricsPort = chosenPort(environment, 'ALMANAC_WORKER_METRICS_PORT');
  const previewMetricsPort = chosenPort(environment, 'ALMANAC_PREVIEW_METRICS_PORT');
  refuseEqualPorts({
    ALMANAC_DELIVERY_PORT: deliveryPort,
    ALMANAC_STUDIO_PORT: studioPort,
    ALMANAC_WORKER_PORT: workerPort,
    ALMANAC_PREVIEW_PORT: previewPort,
    ALMANAC_METRICS_PORT: metricsPort,
    ALMANAC_STUDIO_METRICS_PORT: studioMetricsPort,
    ALMANAC_WORKER_METRICS_PORT: workerMetricsPort,
    ALMANAC_PREVIEW_METRICS_PORT: previewMetricsPort,
  });
  const studioHost = environment['ALMANAC_STUDIO_HOST'] || '127.0.0.1';
  const databaseUrl = databaseAddress(environment, 'DATABASE_URL');
  const secret = environment['ALMANAC_SECRET'] || null;
  if (secret !== null && Buffer.byteLength(secret) < 32)
    throw new CannotStart('ALMANAC_SECRET is shorter than 32 bytes: make one with `openssl rand -hex 32`.');
  if (env === 'production' && secret === null) {
    throw new CannotStart(
      'ALMANAC_ENV is production and ALMANAC_SECRET is missing: make one with `openssl rand -hex 32`, keep it safe, and give every process the same.',
    );
  }
  if (env === 'production' && !environment['ALMANAC_PUBLIC_URL']) {
    throw new CannotStart(
      'ALMANAC_ENV is production and ALMANAC_PUBLIC_URL is missing: set it to the address at which partners reach the delivery API, such as https://content.example.org.',
    );
  }
  return {
    env,
    dataDir: path.resolve(directory, environment['ALMANAC_DATA_DIR'] || '.almanac'),
    databaseUrl,
    loginUrls: logins(environment, databaseUrl),
    deliveryPort,
    studioPort,
    workerPort,
    previewPort,
    deliveryHost: environment['ALMANAC_DELIVERY_HOST'] || '127.0.0.1',
    studioHost,
    publicUrl: webAddress(
      environment,
      'ALMANAC_PUBLIC_URL',
      `localhost:${deliveryPort}`,
      'https://content.example.org',
    ),
    studioUrl: webAddress(
      environment,
      'ALMANAC_STUDIO_URL',
      `${nameOf(studioHost)}:${studioPort}`,
      'https://studio.example.org',
    ),
    trustedProxies: networks(environment, 'ALMANAC_TRUSTED_PROXIES'),
    webhookNetworks: networks(environment, 'ALMANAC_WEBHOOK_NETWORKS'),
    mail: mail(environment),
    previewUrl: webAddress(
      environment,
      'ALMANAC_PREVIEW_URL',
      `localhost:${previewPort ?? PREVIEW_PORT}`,
      'https://preview.example.org',
    ),
    locales: file.locales,
    fallbacks: file.fallbacks,
    audiences: file.audiences,
    attribution: file.attribution,
    secret,
    cacheBytes: whole(environment, 'ALMANAC_CACHE_BYTES', 64_000_000, 'of bytes, such as 64000000, or 0 for none'),
    editionBytes: whole(environment, 'ALMANAC_EDITION_BYTES', 64_000_000, 'of bytes, such as 64000000, or 0 for none'),
    publicPerMinute: whole(environment, 'ALMANAC_PUBLIC_PER_MINUTE', 0, 'of requests, such as 600, or 0 for no limit'),
    deadline: deadline(environment),
    deliveryProcesses: processes(environment),
    replicaUrls: replicas(environment),
    metricsPort,
    studioMetricsPort,
    workerMetricsPort,
    previewMetricsPort,
    metricsHost: environment['ALMANAC_METRICS_HOST'] || '127.0.0.1',
    tracing: tracing(environment),
    stopDelay: whole(environment, 'ALMANAC_STOP_DELAY', 0, 'of milliseconds, such as 5000'),
    compileOperations: oneOf(environment, 'ALMANAC_COMPILE_OPERATIONS', ['on', 'off'], 'on') === 'on',
    copyDays: whole(environment, 'ALMANAC_COPY_DAYS', 90, 'of days, such as 90'),
    snapshotsAtOnce: whole(environment, 'ALMANAC_SNAPSHOTS_AT_ONCE', 32, 'of answers, such as 32'),
    logLevel: oneOf(environment, 'ALMANAC_LOG_LEVEL', LOG_LEVELS, env === 'test' ? 'silent' : 'info'),
  };
}

function oneOf<const T extends string>(environment: Environment, name: string, allowed: readonly T[], fallback: T): T {
  const value = environment[name];
  if (!value) return fallback;
  const found = allowed.find((candidate) => candidate === value);
  if (!found) throw new CannotStart(`${name} is "${value}": it must be one of ${allowed.join(', ')}.`);
  return found;
}

function port(environment: Environment, name: string, fallback: number): number {
  const value = environment[name];
  if (!value) return fallback;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new CannotStart(`${name} is "${value}": it must be a port from 1 to 65535, or 0 for any free one.`);
  return number;
}

function chosenPort(environment: Environment, name: string): number | null {
  return environment[name] ? port(environment, name, 0) : null;
}

function whole(environment: Environment, name: string, fallback: number, what: string): number {
  const value = environment[name];
  if (!value) return fallback;
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new CannotStart(`${name} is "${value}": it must be a whole number ${what}.`);
  return number;
}

/** Each process holds connections to the database: more than this would need a server with other settings. */
const MOST_PROCESSES = 32;

function processes(environment: Environment): number {
  const name = 'ALMANAC_DELIVERY_PROCESSES';
  if (environment[name] === 'auto') return Math.min(availableParallelism(), MOST_PROCESSES);
  const number = whole(environment, name, 1, `from 1 to ${MOST_PROCESSES}, or "auto" for one per core`);
  if (number < 1 || number > MOST_PROCESSES)
    throw new CannotStart(
      `${name} is "${number}": it must be a whole number from 1 to ${MOST_PROCESSES}, or "auto" for one per core.`,
    );
  return number;
}

function replicas(environment: Environment): readonly string[] {
  const given = (environment['ALMANAC_REPLICA_URLS'] ?? '').split(',').map((each) => each.trim());
  const urls = given.filter((each) => each !== '');
  // The values may hold passwords, so the sentence does not repeat them.
  if (urls.some((each) => !/^postgres(ql)?:\/\//.test(each) || !URL.canParse(each)))
    throw new CannotStart(
      'ALMANAC_REPLICA_URLS must list addresses of the form postgres://host:5432/database, with commas between them.',
    );
  return [...new Set(urls)];
}

function tracing(environment: Environment): Config['tracing'] {
  const endpoint = environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || environment['OTEL_EXPORTER_OTLP_ENDPOINT'];
  if (!endpoint || environment['OTEL_SDK_DISABLED'] === 'true') return null;
  const share = environment['OTEL_TRACES_SAMPLER_ARG'] || '1';
  const ratio = Number(share);
  if (!(ratio >= 0 && ratio <= 1))
    throw new CannotStart(`OTEL_TRACES_SAMPLER_ARG is "${share}": it must be a share of the requests, from 0 to 1.`);
  return { ratio };
}

function deadline(environment: Environment): number {
  const milliseconds = whole(environment, 'ALMANAC_DEADLINE_MS', 10_000, 'of milliseconds, such as 10000');
  if (milliseconds < 1 || milliseconds > 600_000)
    throw new CannotStart(`ALMANAC_DEADLINE_MS is ${milliseconds}: it must be from 1 to 600000.`);
  return milliseconds;
}

function refuseEqualPorts(ports: Readonly<Record<string, number | null>>): void {
  const names = new Map<number, string>();
  for (const [name, number] of Object.entries(ports)) {
    if (number === null || number === 0) continue;
    const other = names.get(number);
    if (other !== undefined)
      throw new CannotStart(`${other} and ${name} are both ${number}: give them different ports.`);
    names.set(number, name);
  }
}

/** How a browser on this machine, or beside it, calls an interface. */
function nameOf(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function webAddress(environment: Environment, name: string, place: string, example: string): string {
  const value = environment[name];
  if (!value) return `http://${place}`;
  const parsed = URL.canParse(value) ? new URL(value) : null;
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol))
    throw new CannotStart(`${name} is "${value}": it must be an address such as ${example}.`);
  return value.replace(/\/+$/, '');
}

function networks(environment: Environment, name: string): readonly string[] {
  const given = (environment[name] ?? '').split(',').map((each) => each.trim());
  const listed = given.filter((each) => each !== '');
  for (const each of listed) {
    const [address = '', bits, ...surplus] = each.split('/');
    const most = isIP(address) === 6 ? 128 : 32;
    if (
      !isIP(address) ||
      surplus.length > 0 ||
      (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most))
    )
      throw new CannotStart(
        `${name} has "${each}": list addresses and networks such as 10.0.0.7 or 10.0.0.0/8, with commas.`,
      );
  }
  return listed;
}

function mail(environment: Environment): Config['mail'] {
  const smtpUrl = environment['ALMANAC_SMTP_URL'] || null;
  // The value may hold a password, so the sentence does not repeat it.
  if (smtpUrl !== null && !(/^smtps?:\/\/./.test(smtpUrl) && URL.canParse(smtpUrl)))
    throw new CannotStart('ALMANAC_SMTP_URL is not an address of the form smtps://user:password@mail.example.org.');
  const from = environment['ALMANAC_MAIL_FROM'];
  if (smtpUrl !== null && !from)
    throw new CannotStart(
      'ALMANAC_SMTP_URL is set but ALMANAC_MAIL_FROM is not: say whom mail comes from, such as "Almanac <studio@example.org>".',
    );
  if (from && !/^[^\r\n]*[^\s@]@[^\s@]+$/.test(from))
    throw new CannotStart(
      `ALMANAC_MAIL_FROM is "${from}": it must be an address such as "Almanac <studio@example.org>".`,
    );
  return { smtpUrl, from: from || 'Almanac <almanac@localhost>' };
}

function databaseAddress(environment: Environment, name: string): string | null {
  const value = environment[name];
  if (!value) return null;
  // The value holds a password, so the sentence does not repeat it.
  if (!/^postgres(ql)?:\/\//.test(value) || !URL.canParse(value))
    throw new CannotStart(`${name} is not an address of the form postgres://user:password@host:5432/database.`);
  return value;
}

function logins(environment: Environment, databaseUrl: string | null): Config['loginUrls'] {
  const given: Partial<Record<'studio' | 'delivery' | 'preview', string>> = {};
  for (const login of ['studio', 'delivery', 'preview'] as const) {
    const name = `ALMANAC_${login.toUpperCase()}_DATABASE_URL`;
    const value = databaseAddress(environment, name);
    if (value === null) continue;
    if (databaseUrl === null) throw new CannotStart(`${name} is set but DATABASE_URL is not: set both, or neither.`);
    given[login] = value;
  }
  return given;
}

interface ConfigFile {
  readonly locales: readonly [string, ...string[]];
  readonly fallbacks: Readonly<Record<string, readonly string[]>>;
  readonly audiences: readonly AudienceConfig[];
  readonly attribution: AttributionConfig | null;
}

function readFile(environment: Environment, directory: string): ConfigFile {
  const named = environment['ALMANAC_CONFIG'];
  const location = path.resolve(directory, named || 'almanac.config.json');
  if (!existsSync(location)) {
    if (named) throw new CannotStart(`ALMANAC_CONFIG names ${location}, which does not exist.`);
    return { locales: DEFAULT_LOCALES, fallbacks: {}, audiences: DEFAULT_AUDIENCES, attribution: null };
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(location, 'utf8'));
  } catch {
    throw new CannotStart(`${location} is not valid JSON.`);
  }
  const { locales, fallbacks, audiences, attribution, ...unknown } = parsed as Partial<
    Record<keyof ConfigFile, unknown>
  >;
  const [surplus] = Object.keys(unknown);
  if (surplus)
    throw new CannotStart(
      `${location} has the unknown member "${surplus}": it may have "locales", "fallbacks", "audiences" and "attribution".`,
    );
  const chosenLocales = locales === undefined ? DEFAULT_LOCALES : readLocales(location, locales);
  return {
    locales: chosenLocales,
    fallbacks: fallbacks === undefined ? {} : readFallbacks(location, fallbacks, chosenLocales),
    audiences: audiences === undefined ? DEFAULT_AUDIENCES : readAudiences(location, audiences, chosenLocales[0]),
    attribution: attribution === undefined ? null : readAttribution(location, attribution),
  };
}

function readAttribution(location: string, value: unknown): AttributionConfig {
  const { text, url = null, licence = null, ...surplus } = Object(value) as Record<string, unknown>;
  const isAddress = (given: unknown): given is string | null =>
    given === null || (typeof given === 'string' && /^https?:/.test(given) && URL.canParse(given));
  const isText = typeof text === 'string' && text.trim() !== '' && text.length <= 500 && !/\p{Cc}/u.test(text);
  if (!isText || !isAddress(url) || !isAddress(licence) || Object.keys(surplus).length > 0)
    throw new CannotStart(
      `${location}: "attribution" must be like { "text": "Example Coalition", "url": "https://www.example.org", "licence": "https://creativecommons.org/licenses/by/4.0/" }, of which "url" and "licence" may be left out.`,
    );
  return { text, url, licence };
}

function readLocales(location: string, value: unknown): readonly [string, ...string[]] {
  const list = Array.isArray(value) ? value : [];
  const [first, ...rest] = list.filter((entry): entry is string => typeof entry === 'string' && LOCALE.test(entry));
  if (!first || rest.length + 1 !== list.length || new Set(list).size !== list.length) {
    throw new CannotStart(
      `${location}: "locales" must list different BCP 47 tags such as "en" or "pt-BR", the default first.`,
    );
  }
  return [first, ...rest];
}

function readFallbacks(
  location: string,
  value: unknown,
  locales: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const fits = (locale: string, chain: unknown): chain is string[] =>
    locales.includes(locale) &&
    Array.isArray(chain) &&
    new Set([locale, ...(chain as unknown[])]).size === chain.length + 1 &&
    chain.every((entry) => locales.includes(entry as string));
  const entries =
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [['', value]];
  if (entries.some(([locale, chain]) => !fits(locale as string, chain)))
    throw new CannotStart(
      `${location}: "fallbacks" must give for a configured locale others of them, each once, such as { "pt-BR": ["pt", "${locales[0] ?? 'en'}"] }.`,
    );
  return Object.fromEntries(entries) as Record<string, string[]>;
}

/**
 * A locale, and where readers are led from it: as configured, else to the same language without its region or script, and last to
 * the default locale.
 */
export function localeChain(
  { locales, fallbacks }: Pick<Config, 'locales' | 'fallbacks'>,
  locale: string,
): readonly [string, ...string[]] {
  const parts = locale.split('-');
  const shorter = parts.map((_part, index) => parts.slice(0, parts.length - index).join('-'));
  const rest = Object.hasOwn(fallbacks, locale)
    ? (fallbacks[locale] ?? [])
    : [...shorter.filter((tag) => locales.includes(tag)), locales[0]];
  return [locale, ...new Set(rest.filter((tag) => tag !== locale))];
}

function readAudiences(location: string, value: unknown, defaultLocale: string): readonly AudienceConfig[] {
  const refuse = () =>
    new CannotStart(
      `${location}: "audiences" must be a list of at most 15 entries such as { "key": "educators", "labels": { "${defaultLocale}": "Educators" } }, each key once.`,
    );
  if (!Array.isArray(value) || value.length > 15) throw refuse();
  const audiences = value.map((entry: unknown): AudienceConfig => {
    const { key, labels } = (typeof entry === 'object' && entry !== null ? entry : {}) as {
      key?: unknown;
      labels?: unknown;
    };
    if (
      typeof key !== 'string' ||
      !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(key) ||
      typeof labels !== 'object' ||
      labels === null
    )
      throw refuse();
    const named = Object.entries(labels).filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1] !== '',
    );
    if (named.length !== Object.keys(labels).length || !named.some(([locale]) => locale === defaultLocale))
      throw refuse();
    return { key, labels: Object.fromEntries(named) };
  });
  if (new Set(audiences.map((audience) => audience.key)).size !== audiences.length) throw refuse();
  return audiences;
}
