import { extractReferences } from './references.js';

const id = (n: number) => `0190c0de-0000-7000-8000-${String(n).padStart(12, '0')}`;

test('references come in document order, with role, kinds and place, whatever the order of keys', () => {
  const found = extractReferences('article', {
    related: [id(5)],
    sources: [id(4)],
    body: [
      { _type: 'factEmbed', _key: 'a', document: id(1) },
      {
        _type: 'callout',
        _key: 'b',
        tone: 'info',
        content: [
          {
            _type: 'block',
            _key: 'c',
            children: [],
            markDefs: [
              { _type: 'link', _key: 'x', href: 'tel:1' },
              { _type: 'documentLink', _key: 'y', document: id(2) },
            ],
          },
        ],
      },
    ],
    topics: [id(3), id(3)],
  });
  expect(found).toEqual([
    { target: id(1), role: 'EMBED', kinds: ['fact'], path: ['body', 0, 'document'], ordinal: 0 },
    { target: id(2), role: 'LINK', kinds: [], path: ['body', 1, 'content', 0, 'markDefs', 1, 'document'], ordinal: 1 },
    { target: id(3), role: 'TOPIC', kinds: ['topic'], path: ['topics', 0], ordinal: 2 },
    { target: id(3), role: 'TOPIC', kinds: ['topic'], path: ['topics', 1], ordinal: 3 },
    { target: id(4), role: 'SOURCE', kinds: ['source'], path: ['sources', 0], ordinal: 4 },
    { target: id(5), role: 'RELATED', kinds: [], path: ['related', 0], ordinal: 5 },
  ]);
});

test('a use is pinned when it names locale and edition, and floats otherwise', () => {
  const uses = [{ document: id(1), locale: 'en', edition: 3 }, { document: id(2), locale: 'en' }, {}];
  const found = extractReferences('course', { modules: [{ _key: 'm', lessons: [{ _key: 'l', uses }] }] });
  expect(found).toMatchObject([{ target: id(1), role: 'USES', pinLocale: 'en', pinEdition: 3 }, { target: id(2) }]);
  expect(found[1]).not.toHaveProperty('pinLocale');
});

test('every role of the model is found where the model puts it', () => {
  const roles = [
    ...extractReferences('course', { prerequisites: [id(1)] }),
    ...extractReferences('topic', { broader: id(1), mythFacts: [id(2)] }),
    ...extractReferences('collection', { sections: [{ _key: 's', items: [id(1)] }] }),
    ...extractReferences('fact', { citations: [{ _key: 'c', source: id(1) }], supersededBy: id(2) }),
  ].map(({ role, path }) => [role, path.join('.')]);
  expect(roles).toEqual([
    ['PREREQUISITE', 'prerequisites.0'],
    ['BROADER', 'broader'],
    ['ITEM', 'mythFacts.0'],
    ['ITEM', 'sections.0.items.0'],
    ['CITATION', 'citations.0.source'],
    ['SUPERSEDED_BY', 'supersededBy'],
  ]);
});
