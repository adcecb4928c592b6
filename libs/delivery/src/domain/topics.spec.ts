import { expandTopics, narrowerOf, plantTree } from './topics.js';

const tree = plantTree([
  { topic: 1, documentId: 'a', broader: null },
  { topic: 2, documentId: 'b', broader: 1 },
  { topic: 3, documentId: 'c', broader: 2 },
  { topic: 4, documentId: 'd', broader: null },
  { topic: 5, documentId: 'e', broader: 1 },
  { topic: 8, documentId: 'x', broader: 9 },
  { topic: 9, documentId: 'y', broader: 8 },
]);

describe('expandTopics', () => {
  test('a topic brings everything below it, and nothing beside or above it', () => {
    expect(expandTopics(tree, ['a'])).toEqual([1, 2, 3, 5]);
    expect(expandTopics(tree, ['b'])).toEqual([2, 3]);
    expect(expandTopics(tree, ['d', 'c'])).toEqual([3, 4]);
  });

  test('topics that overlap are counted once', () => {
    expect(expandTopics(tree, ['a', 'b', 'a'])).toEqual([1, 2, 3, 5]);
  });

  test('a circle ends', () => {
    expect(expandTopics(tree, ['x'])).toEqual([8, 9]);
  });

  test('an unknown topic brings nothing', () => {
    expect(expandTopics(tree, ['nobody'])).toEqual([]);
    expect(expandTopics(tree, [])).toEqual([]);
  });
});

test('narrower topics are those directly below', () => {
  expect(narrowerOf(tree, 'a')).toEqual(['b', 'e']);
  expect(narrowerOf(tree, 'd')).toEqual([]);
  expect(narrowerOf(tree, 'nobody')).toEqual([]);
});
