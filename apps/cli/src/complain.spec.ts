import { BadInput, CannotStart, Problems } from '#platform';
import { complaint } from './complain.js';

test('a refusal is its sentence and nothing else', () => {
  expect(complaint(new CannotStart('Port 4000 is taken: choose another.'), false)).toBe(
    'Port 4000 is taken: choose another.',
  );
});

test('several refusals are shown at once, each with its place', () => {
  const problems = new Problems([
    new BadInput('Say what it is called.', ['documents', 0, 'title']),
    new BadInput('Choose a locale.', ['locale']),
  ]);
  expect(complaint(problems, false)).toBe('documents[0].title: Say what it is called.\nChoose a locale.');
});

test('a fault of ours asks for a report, and shows its stack only to somebody who debugs', () => {
  const fault = new TypeError('x is not a function');
  expect(complaint(fault, false)).toContain('please report it');
  expect(complaint(fault, false)).not.toMatch(/\n\s+at /);
  expect(complaint(fault, true)).toContain(fault.stack);
});
