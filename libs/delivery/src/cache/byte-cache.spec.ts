import { ByteCache } from './byte-cache.js';
import { Doorkeeper } from './doorkeeper.js';

const sized = (bytes: number) => ({ bytes });

test('it never holds more bytes than it may, keys and bookkeeping included', () => {
  const cache = new ByteCache(100_000);
  for (let index = 0; index < 5_000; index++) {
    cache.set(`key ${index}`, sized((index * 37) % 3_000));
    if (index % 3 === 0) cache.get(`key ${index - 5}`);
    expect(cache.bytes).toBeLessThanOrEqual(100_000);
  }
  expect(cache.size).toBeGreaterThan(20);
});

test('what was asked for again outlives any number of entries that were not', () => {
  const cache = new ByteCache(100_000);
  for (let index = 0; index < 20; index++) cache.set(`hot ${index}`, sized(2_000));
  for (let index = 0; index < 20; index++) cache.get(`hot ${index}`);
  for (let index = 0; index < 10_000; index++) cache.set(`flood ${index}`, sized(1_000));
  for (let index = 0; index < 20; index++) expect(cache.get(`hot ${index}`)).toBeDefined();
});

test('among what was asked for again, the longest unused goes first', () => {
  const cache = new ByteCache(100_000);
  for (let index = 0; index < 200; index++) {
    cache.set(`${index}`, sized(1_000));
    cache.get(`${index}`);
    cache.get('0');
  }
  expect(cache.get('0')).toBeDefined();
  expect(cache.get('1')).toBeUndefined();
  expect(cache.get('199')).toBeDefined();
});

test('one answer that would take a tenth of the room is not kept', () => {
  const cache = new ByteCache(100_000);
  cache.set('big', sized(10_000));
  expect(cache.get('big')).toBeUndefined();
});

test('an entry that grows pushes others out, and one that has gone grows nothing', () => {
  const cache = new ByteCache(10_000);
  const values = Array.from({ length: 10 }, () => sized(500));
  values.forEach((value, index) => cache.set(`${index}`, value));
  cache.grow('9', values[9] ?? sized(0), 3_000);
  expect(cache.bytes).toBeLessThanOrEqual(10_000);
  expect(cache.get('0')).toBeUndefined();
  const before = cache.bytes;
  cache.grow('0', values[0] ?? sized(0), 3_000);
  expect(cache.bytes).toBe(before);
});

test('a key that is set again counts once', () => {
  const cache = new ByteCache(10_000);
  for (let index = 0; index < 100; index++) cache.set('same', sized(500));
  expect([cache.size, cache.bytes < 1_000]).toEqual([1, true]);
  cache.clear();
  expect([cache.size, cache.bytes]).toEqual([0, 0]);
});

test('a doorkeeper knows who came lately, and forgets in bounded memory', () => {
  const door = new Doorkeeper(10);
  expect([door.knows('a'), door.knows('a')]).toEqual([false, true]);
  for (let index = 0; index < 9; index++) door.knows(`x${index}`);
  expect(door.knows('a')).toBe(true);
  for (let index = 0; index < 30; index++) door.knows(`y${index}`);
  expect(door.knows('a')).toBe(false);
});
