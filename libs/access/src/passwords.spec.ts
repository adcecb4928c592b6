import { Problems } from '#platform';
import { Passwords } from './passwords.js';

const passwords = new Passwords();

test('a password fits its own hash and no other, however its letters are composed', async () => {
  const hash = await passwords.hash('caf\u00e9 und Kuchen');
  expect(await passwords.matches(hash, 'cafe\u0301 und Kuchen')).toBe(true);
  expect(await passwords.matches(hash, 'cafe und Kuchen')).toBe(false);
  expect(hash).not.toBe(await passwords.hash('caf\u00e9 und Kuchen'));
});

test('where there is no hash one is compared all the same: who floods the door with unknown accounts waits like all others', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      passwords.matches(null, `guess ${index}`).catch((thrown: unknown) => Problems.of(thrown)?.[0]?.kind),
    ),
  );
  // Two at once and fifty that wait.
  expect(outcomes.filter((outcome) => outcome === 'BUSY')).toHaveLength(8);
  expect(outcomes.filter((outcome) => outcome === false)).toHaveLength(52);
  expect(await passwords.matches(null, 'after the flood')).toBe(false);
});
