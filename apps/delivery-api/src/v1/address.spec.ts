import { readRules, type ReadRules } from '../read/rules.js';
import { loadConfig, Secrets, SystemClock } from '#platform';
import { addressOf, routeOf } from './address.js';

const rules: ReadRules = readRules(
  loadConfig({ ALMANAC_ENV: 'test' }),
  new Secrets(Buffer.alloc(32)),
  new SystemClock(),
);
const read = (url: string, accept = '') => {
  const found = routeOf(url);
  return found && addressOf(found.route, found.path, url, accept, rules);
};

test.each([
  ['/v1/article/page', '/v1/:kind/:name', { kind: 'article', name: 'page' }],
  ['/v1/article/page.md?locale=en', '/v1/:kind/:name', { kind: 'article', name: 'page.md' }],
  ['/v1/article/%70age', '/v1/:kind/:name', { kind: 'article', name: 'page' }],
  ['/v1/article/a%2Fb', '/v1/:kind/:name', { kind: 'article', name: 'a/b' }],
  ['/v1/article', '/v1/:kind', { kind: 'article' }],
  ['/v1/publications.atom', '/v1/publications.atom', {}],
  ['/v1/schemas/fact.json', '/v1/schemas/:name', { name: 'fact.json' }],
  ['/sitemap.xml', '/sitemap.xml', {}],
])('%s is %s', (url, mount, path) => {
  const found = routeOf(url);
  expect([found?.route.mount, found?.path]).toEqual([mount, path]);
});

test.each(['/', '/graphql', '/v1', '/v1/', '/v1/article/', '/v1/article/a/b', '/v1/article/%', '/v1//x', '*', ''])(
  '%s is no address',
  (url) => {
    expect(routeOf(url)).toBeNull();
  },
);

test('two addresses have one name exactly when the same is meant', () => {
  const name = (url: string, accept?: string) => read(url, accept)?.name;
  expect(name('/v1/article/page', 'text/html')).toBe(name('/v1/article/page', 'text/html;q=0.9, application/pdf'));
  expect(name('/v1/article/page.md', 'text/html')).toBe(name('/v1/article/page.md'));
  expect(name('/v1/article?first=2&order=oldest')).toBe(name('/v1/article?order=oldest&first=2'));
  const others = [
    '/v1/article/page',
    '/v1/article/page.json',
    '/v1/fact/page',
    '/v1/article/page?region=US',
    '/v1/article',
    '/v1/article?topic=a&topic=b',
    '/v1/article?topic=b&topic=a',
    '/v1/publications.atom',
    '/v1/publications.json',
  ].map((url) => name(url));
  expect(new Set([...others, name('/v1/article/page', 'text/html')]).size).toBe(others.length + 1);
});

test.each([
  ['/v1/article/page', '', true],
  ['/v1/article/page', 'application/pdf', false],
  ['/v1/article/page.md', 'application/pdf', true],
  ['/v1/article/page.pdf', '', false],
  ['/v1/nothing/page', '', false],
  ['/v1/openapi.json', '', false],
  ['/v1/schemas/fact.json', '', false],
  ['/v1/article', 'text/html', false],
  ['/v1/article.json', 'text/html', true],
  ['/v1/corrections.json', 'text/html', true],
])('whether something is read for %s with Accept "%s": %s', (url, accept, isRead) => {
  expect(read(url, accept)?.isRead ?? false).toBe(isRead);
});
