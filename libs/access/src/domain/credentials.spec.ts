import { strangeEmail, weakPassword } from './credentials.js';

const ADA = { name: 'Ada Lovelace', email: 'ada.lovelace@example.org' };

test.each([
  'correct horse battery',
  'drei Tassen Kaffee',
  '三杯のコーヒーと猫が二匹いる朝',
  'Xk9#pL2$vQ7!',
  'ada.lovelace drinks tea at four',
  ' spaces are fine too ',
])('"%s" is a password', (password) => {
  expect(weakPassword(password, ADA)).toEqual([]);
});

test.each([
  ['', 'at least 12'],
  ['eleven char', 'at least 12'],
  ['😀'.repeat(11), 'at least 12'],
  ['x'.repeat(201), 'at most 200'],
  ['aaaaaaaaaaaa', 'first that anybody'],
  ['abababababab', 'first that anybody'],
  ['password1234', 'first that anybody'],
  ['Password123456!', 'first that anybody'],
  ['012345678901', 'first that anybody'],
  ['qwertyuiopas', 'first that anybody'],
  ['zyxwvutsrqpo', 'first that anybody'],
  ['ada.lovelace@example.org', 'first that anybody'],
  ['Ada Lovelace1', 'first that anybody'],
])('"%s" is refused with a sentence', (password, sentence) => {
  expect(weakPassword(password, ADA).map((problem) => problem.message)).toEqual([expect.stringContaining(sentence)]);
});

test.each(['ada@example.org', 'a.b+c@sub.example.org', 'ada@localhost', 'ädä@exämple.org'])(
  '%s is an address',
  (email) => {
    expect(strangeEmail(email)).toEqual([]);
  },
);

test.each([
  '',
  'ada',
  '@example.org',
  'ada@',
  'ada@b@c',
  'ada@example.org, eve@example.org',
  'Ada <ada@example.org>',
  'ada@example.org\r\nBcc: eve@example.org',
  'a b@example.org',
  'ada\0@example.org',
  'ada\u202e@example.org',
  `${'x'.repeat(65)}@example.org`,
])('%j is none', (email) => {
  expect(strangeEmail(email)).toHaveLength(1);
});
