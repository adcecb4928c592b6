import { KINDS } from './kinds.js';
import { ownWords } from './text-of.js';

test('a pair gives its claim as title, both sides as claims, its phrasings and its explanation', () => {
  const explanation = [{ _type: 'block', _key: 'a', children: [{ _type: 'span', _key: 's', text: 'why' }] }] as const;
  const body = {
    myth: 'M',
    fact: 'F',
    otherPhrasings: ['P'],
    explanation: [...explanation].map((block) => ({ ...block, children: [...block.children] })),
  };
  expect(ownWords('myth-fact', body)).toEqual({
    title: 'M',
    claims: ['M', 'F'],
    summary: '',
    phrasings: ['P'],
    body: 'why',
  });
});

test('an empty body of any kind has no words', () => {
  for (const kind of KINDS)
    expect(ownWords(kind, {})).toEqual({ title: '', claims: [], summary: '', phrasings: [], body: '' });
});

test('a course can be found by the words of its outline', () => {
  const { body } = ownWords('course', {
    objectives: ['o'],
    modules: [{ _key: 'm', title: 'module', lessons: [{ _key: 'l', title: 'lesson' }] }],
  });
  expect(body).toBe('o\nmodule\nlesson');
});
