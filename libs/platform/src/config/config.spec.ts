import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { CannotStart } from '../problem.js';
import { loadConfig } from './config.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'almanac-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const secret = 's'.repeat(32);
const refusal = (environment: Record<string, string>) => {
  try {
    loadConfig(environment, folder);
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(CannotStart);
    return (error as Error).message;
  }
};

test('an empty environment is enough to begin with', () => {
  expect(loadConfig({}, folder)).toMatchObject({
    env: 'development',
    dataDir: path.join(folder, '.almanac'),
    databaseUrl: null,
    deliveryPort: 4000,
    studioPort: 4001,
    publicUrl: 'http://localhost:4000',
    studioUrl: 'http://localhost:4001',
    mail: { smtpUrl: null, from: 'Almanac <almanac@localhost>' },
    locales: ['en', 'es'],
  });
});

test('production needs a secret and a public address', () => {
  expect(refusal({ ALMANAC_ENV: 'production' })).toContain('ALMANAC_SECRET');
  expect(refusal({ ALMANAC_ENV: 'production', ALMANAC_SECRET: secret })).toContain('ALMANAC_PUBLIC_URL');
  expect(
    refusal({ ALMANAC_ENV: 'production', ALMANAC_SECRET: secret, ALMANAC_PUBLIC_URL: 'https://content.example.org' }),
  ).toBeNull();
});

test.each([
  ['an unknown environment', { ALMANAC_ENV: 'prod' }, 'ALMANAC_ENV'],
  ['a port that is no number', { ALMANAC_DELIVERY_PORT: 'http' }, 'ALMANAC_DELIVERY_PORT'],
  ['a port that does not exist', { ALMANAC_STUDIO_PORT: '70000' }, 'ALMANAC_STUDIO_PORT'],
  ['one port for two services', { ALMANAC_DELIVERY_PORT: '5000', ALMANAC_STUDIO_PORT: '5000' }, '5000'],
  ['a public address that is none', { ALMANAC_PUBLIC_URL: 'example' }, 'ALMANAC_PUBLIC_URL'],
  ['an address of the Studio that is none', { ALMANAC_STUDIO_URL: 'studio' }, 'ALMANAC_STUDIO_URL'],
  ['a proxy by name', { ALMANAC_TRUSTED_PROXIES: '10.0.0.1, proxy' }, 'ALMANAC_TRUSTED_PROXIES'],
  ['a network that is none', { ALMANAC_TRUSTED_PROXIES: '10.0.0.0/33' }, 'ALMANAC_TRUSTED_PROXIES'],
  ['a mail server without a sender', { ALMANAC_SMTP_URL: 'smtp://localhost' }, 'ALMANAC_MAIL_FROM'],
  ['a sender that is none', { ALMANAC_MAIL_FROM: 'Almanac' }, 'ALMANAC_MAIL_FROM'],
  ['a short secret', { ALMANAC_SECRET: 'short' }, '32 bytes'],
  ['a login without its database', { ALMANAC_DELIVERY_DATABASE_URL: 'postgres://a:b@localhost/c' }, 'DATABASE_URL'],
  ['a number of processes that is none', { ALMANAC_DELIVERY_PROCESSES: 'many' }, 'ALMANAC_DELIVERY_PROCESSES'],
  ['no process at all', { ALMANAC_DELIVERY_PROCESSES: '0' }, 'ALMANAC_DELIVERY_PROCESSES'],
  ['a thousand processes', { ALMANAC_DELIVERY_PROCESSES: '1000' }, 'ALMANAC_DELIVERY_PROCESSES'],
  ['a metrics port of another service', { ALMANAC_METRICS_PORT: '4000' }, 'ALMANAC_METRICS_PORT'],
  [
    'one metrics port for two',
    { ALMANAC_STUDIO_METRICS_PORT: '4100', ALMANAC_WORKER_METRICS_PORT: '4100' },
    'ALMANAC_WORKER_METRICS_PORT',
  ],
  [
    'a metrics port of previews that is the port of previews',
    { ALMANAC_PREVIEW_PORT: '4100', ALMANAC_PREVIEW_METRICS_PORT: '4100' },
    'ALMANAC_PREVIEW_METRICS_PORT',
  ],
  [
    'a share of the requests that is none',
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318', OTEL_TRACES_SAMPLER_ARG: '2' },
    'OTEL_TRACES_SAMPLER_ARG',
  ],
  ['a configuration that is not there', { ALMANAC_CONFIG: 'nowhere.json' }, 'nowhere.json'],
])('%s is refused with the name of the setting', (_what, environment, named) => {
  expect(refusal(environment)).toContain(named);
});

test('an address with a password is never repeated', () => {
  const message = refusal({ DATABASE_URL: 'mysql://root:hunter2@localhost/x' });
  expect(message).toContain('DATABASE_URL');
  expect(message).not.toContain('hunter2');
  const replica = refusal({ ALMANAC_REPLICA_URLS: 'postgres://a:b@c/d, http://root:hunter2@localhost/x' });
  expect(replica).toContain('ALMANAC_REPLICA_URLS');
  expect(replica).not.toContain('hunter2');
  const server = refusal({ ALMANAC_SMTP_URL: 'http://root:hunter2@localhost' });
  expect(server).toContain('ALMANAC_SMTP_URL');
  expect(server).not.toContain('hunter2');
});

test('processes may be one for each core, standbys are named once, and nothing is traced unless somebody says where to', () => {
  expect(loadConfig({}, folder)).toMatchObject({
    deliveryProcesses: 1,
    replicaUrls: [],
    metricsPort: null,
    tracing: null,
  });
  const { deliveryProcesses, replicaUrls } = loadConfig(
    { ALMANAC_DELIVERY_PROCESSES: 'auto', ALMANAC_REPLICA_URLS: 'postgres://a/b, postgres://c/d,, postgres://a/b' },
    folder,
  );
  expect(deliveryProcesses).toBe(Math.min(32, availableParallelism()));
  expect(replicaUrls).toEqual(['postgres://a/b', 'postgres://c/d']);
});

test.each([
  ['no JSON', '{', 'not valid JSON'],
  ['an unknown member', '{ "langs": [] }', '"langs"'],
  ['a locale that is none', '{ "locales": ["en", "english!"] }', '"locales"'],
  ['a locale twice', '{ "locales": ["en", "en"] }', '"locales"'],
  [
    'an audience without a label in the default locale',
    '{ "locales": ["es"], "audiences": [{ "key": "a", "labels": { "en": "A" } }] }',
    '"audiences"',
  ],
  [
    'an audience twice',
    '{ "audiences": [{ "key": "a", "labels": { "en": "A" } }, { "key": "a", "labels": { "en": "B" } }] }',
    '"audiences"',
  ],
])('a configuration file with %s is refused', (_what, text, named) => {
  writeFileSync(path.join(folder, 'almanac.config.json'), text);
  expect(refusal({})).toContain(named);
});

test('a configuration file decides locales and audiences', () => {
  writeFileSync(
    path.join(folder, 'almanac.config.json'),
    '{ "locales": ["pt-BR", "en"], "audiences": [{ "key": "nurses", "labels": { "pt-BR": "Enfermagem" } }] }',
  );
  expect(loadConfig({}, folder)).toMatchObject({ locales: ['pt-BR', 'en'], audiences: [{ key: 'nurses' }] });
});
