import { Webhook } from 'standardwebhooks';
import { forbiddenAddress, forbiddenUrl } from './destination.js';
import { formatSecret, sign } from './envelope.js';
import { messageOfHead, messageOfRemoval, messageOfUpsert, told } from './event.js';
import { pauseAfter } from './patience.js';

describe('where messages go', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '::ffff:169.254.169.254',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    'nonsense',
    '',
  ])('%s is nowhere to send to', (address) => {
    expect(forbiddenAddress(address, 443, [])).not.toBeNull();
  });

  test.each([
    ['93.184.216.34', 443],
    ['2606:2800:220:1::1', 8443],
  ])('%s port %i is on the internet', (address, port) => {
    expect(forbiddenAddress(address, port, [])).toBeNull();
  });

  test('ports of other services are refused, but in networks of one’s own', () => {
    expect(forbiddenAddress('93.184.216.34', 25, [])).toMatch(/port 25/);
    expect(forbiddenAddress('10.1.2.3', 5000, ['10.0.0.0/8'])).toBeNull();
    expect(forbiddenAddress('::ffff:10.1.2.3', 5000, ['10.0.0.0/8'])).toBeNull();
    expect(forbiddenAddress('11.1.2.3', 5000, ['10.0.0.0/8'])).not.toBeNull();
    expect(forbiddenAddress('fd00::1', 1, ['fd00::/8', '10.0.0.0/8'])).toBeNull();
  });

  test.each([
    'ftp://example.org/',
    'https://user:secret@example.org/',
    'https://example.org/#here',
    'https://example.org:22/',
    'http://example.org/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'javascript:alert(1)',
    'example.org',
    '',
    `https://example.org/${'a'.repeat(2_000)}`,
  ])('%s is refused when it is given', (url) => {
    expect(forbiddenUrl(url, { own: [], secure: true })).not.toBeNull();
  });

  test('an address without encryption will do while one develops', () => {
    expect(forbiddenUrl('http://example.org/hooks', { own: [], secure: false })).toBeNull();
    expect(forbiddenUrl('https://example.org:8443/hooks', { own: [], secure: true })).toBeNull();
  });
});

describe('a message on its way', () => {
  const posted = {
    ...messageOfHead(3),
    deliveryId: '01920000-0000-7000-8000-000000000001',
    at: '2026-06-01T12:00:00.000000Z',
    asOf: 'opaque',
  };
  const [one, other] = [formatSecret(Buffer.alloc(32, 1)), formatSecret(Buffer.alloc(32, 2))];

  test('is signed so that a library of the standard accepts it, with either secret while both are valid', () => {
    const { headers, body } = sign(posted, [one, other], new Date());
    for (const secret of [one, other])
      expect(new Webhook(secret).verify(body, { ...headers })).toEqual({
        type: 'head',
        timestamp: posted.at,
        data: { changes: 3, asOf: 'opaque' },
      });
    expect(() => new Webhook(formatSecret(Buffer.alloc(32, 3))).verify(body, { ...headers })).toThrow(/signature/);
    expect(() => new Webhook(one).verify(body.replace('3', '4'), { ...headers })).toThrow(/signature/);
  });

  test('is refused by that library when it comes again later', () => {
    const { headers, body } = sign(posted, [one], new Date(Date.now() - 3_600_000));
    expect(() => new Webhook(one).verify(body, { ...headers })).toThrow(/old/);
  });
});

const ANY = { documentId: 'd', locale: 'en', kind: 'fact' as const, carried: false, json: '{"title":"Words"}' };

describe('what is told', () => {
  const upsert = (changeKind: string, seq: number) => ({
    ...ANY,
    edition: { number: 2, changeKind, seq },
  });

  test.each([
    ['MAJOR', 7, 'published'],
    ['MINOR', 7, 'published'],
    ['CORRECTION', 7, 'corrected'],
    ['RETRACTION', 7, 'retracted'],
    // Comes into view as it has been for long.
    ['CORRECTION', 3, 'published'],
  ])('an edition that is %s, of publication %i, is %s in publication 7', (changeKind, seq, event) => {
    expect(messageOfUpsert(upsert(changeKind, seq), 7)).toMatchObject({ event, edition: 2 });
  });

  test.each([
    ['WITHDRAWN', 'withdrawn'],
    ['REPLACED', 'withdrawn'],
    ['RETRACTED', 'retracted'],
    ['EXPUNGED', 'expunged'],
  ] as const)('what is gone as %s is %s, without a word of it', (reason, event) => {
    const removal = { documentId: 'd', locale: 'en', kind: 'fact' as const, reason, replacedBy: null, notice: 'Words' };
    expect(messageOfRemoval(removal)).toMatchObject({ event, documentId: 'd' });
    expect(JSON.stringify(messageOfRemoval(removal))).not.toContain('Words');
  });
});

test('a whole site in one publication is told by its number, and what it takes back one by one', () => {
  const published = messageOfUpsert({ ...ANY, edition: { number: 1, changeKind: 'MAJOR', seq: 7 } }, 7);
  const gone = messageOfRemoval({ ...ANY, reason: 'RETRACTED', replacedBy: null, notice: null });
  const all = told([...Array.from({ length: 1_005 }, () => published), gone, gone]);
  const count = (event: string) => all.filter((message) => message.event === event).length;
  expect([count('published'), count('retracted'), count('head')]).toEqual([1_000, 2, 1]);
  expect(all.at(-1)).toMatchObject({ event: 'head', changes: 1_007 });
  expect(told([])).toEqual([]);
});

test('ten attempts take about three days, and no two wait quite the same', () => {
  const pauses = Array.from({ length: 9 }, (_, index) => pauseAfter(index + 1, 0.5) ?? Number.NaN);
  const days = pauses.reduce((sum, pause) => sum + pause, 0) / 86_400_000;
  expect(days).toBeGreaterThan(3);
  expect(days).toBeLessThan(3.5);
  expect(pauseAfter(10, 0.5)).toBeNull();
  expect(pauseAfter(2, 0)).toBe(240_000);
  expect(pauseAfter(2, 1)).toBe(360_000);
});
