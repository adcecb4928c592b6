import { Seal } from './seal.js';

const secret = Buffer.alloc(32, 1);
const seal = new Seal(secret, 'cursor');

test('what was closed opens again, and equal content gives equal text', () => {
  const value = [1, 'ä', null, { a: true }];
  expect(seal.open(seal.close(value))).toEqual(value);
  expect(seal.close(value)).toBe(new Seal(secret, 'cursor').close(value));
});

test.each([
  ['nothing', ''],
  ['garbage', 'zzz'],
  ['a value of another purpose', new Seal(secret, 'as-of').close(1)],
  ['a value of another installation', new Seal(Buffer.alloc(32, 2), 'cursor').close(1)],
  ['a cut value', seal.close('something longer').slice(0, -4)],
  ['another spelling of the same bytes', `${seal.close(1)}=`],
])('%s does not open, and does not throw', (_what, text) => {
  expect(seal.open(text)).toBeNull();
});

test('no character of a sealed value can be changed', () => {
  const sealed = seal.close({ seq: 12 });
  for (let place = 0; place < sealed.length; place++) {
    const changed = sealed.slice(0, place) + (sealed[place] === 'A' ? 'B' : 'A') + sealed.slice(place + 1);
    expect(seal.open(changed)).toBeNull();
  }
});
