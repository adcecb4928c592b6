import type { Kind } from '#content';
import { audienceMask, planList, weighed } from './list-plan.js';
import type { ListRequest } from './page.js';
import { ALL_AUDIENCES, type Bounds } from './scope.js';

const OPEN: Bounds = {
  open: true,
  kinds: null,
  locales: null,
  audiences: [ALL_AUDIENCES, ALL_AUDIENCES],
  topics: [null, null],
};
const within = (...topics: Bounds['topics']): Bounds => ({ ...OPEN, open: false, topics });
const request = (kind: Kind = 'article'): ListRequest => ({
  kind,
  locale: 'en',
  filter: {},
  order: 'PUBLISHED_AT_DESC',
  first: 20,
  after: null,
});
const range = (length: number) => Array.from({ length }, (_, number) => number);

describe('planList', () => {
  test('without topics the whole kind is walked', () => {
    expect(planList(OPEN, request(), null, 20)).toEqual({ form: 'plain' });
  });

  test('audiences of the filter or of the scope pick from the whole kind', () => {
    const educators = { ...request(), filter: { audiences: ['educators'] } };
    expect(planList(OPEN, educators, null, 20)).toEqual({ form: 'picked' });
    const teachers: Bounds = { ...OPEN, open: false, audiences: [ALL_AUDIENCES, 2] };
    expect(planList(teachers, request(), null, 20)).toEqual({ form: 'picked' });
  });

  test('topics of the filter or of the scope drive', () => {
    expect(planList(OPEN, request(), [1, 2], 20)).toEqual({ form: 'filed', driving: [1, 2] });
    expect(planList(within([1, 2], null), request(), null, 20)).toEqual({ form: 'filed', driving: [1, 2] });
  });

  test('a topic inside the scope needs no second look at the scope', () => {
    expect(planList(within([1, 2, 3], [1, 2, 3, 4]), request(), [2], 20)).toEqual({ form: 'filed', driving: [2] });
  });

  test('sets that overlap are weighed', () => {
    expect(planList(within([1, 2], null), request(), [2, 3], 20)).toEqual({
      form: 'weigh',
      sets: [
        [2, 3],
        [1, 2],
      ],
    });
  });

  test('a scope of very many topics is checked, not driven by, when it is much of the tree', () => {
    expect(planList(within(range(200), null), request(), null, 300)).toMatchObject({ form: 'wide' });
    expect(planList(within(range(200), null), request(), null, 3_000)).toMatchObject({ form: 'filed' });
    expect(planList(within(range(20), null), request(), null, 20)).toMatchObject({ form: 'filed' });
  });

  test('an empty set holds nothing', () => {
    expect(planList(OPEN, request(), [], 20)).toEqual({ form: 'nothing' });
    expect(planList(within([], null), request(), null, 20)).toEqual({ form: 'nothing' });
  });

  test('topics are found by their own number in every set', () => {
    expect(planList(within([1, 2, 3], [2, 3]), request('topic'), [3, 4], 20)).toEqual({ form: 'topics', own: [3] });
  });

  test('notices heed no scope, and are under no topic', () => {
    expect(planList(within([1], null), request('notice'), null, 20)).toEqual({ form: 'plain' });
    expect(planList(OPEN, request('notice'), [1], 20)).toEqual({ form: 'nothing' });
  });
});

test('the set with the fewest rows drives, and the others are checked', () => {
  expect(weighed([[1], [2]], [900, 3])).toEqual({ form: 'filedChecked', driving: [2], checks: [[1], [1]] });
  expect(weighed([[1], [2], [3]], [5, 5, 5])).toEqual({ form: 'filedChecked', driving: [1], checks: [[2], [3]] });
});

test('a filter by audience has the bits of its keys; none means all', () => {
  expect(audienceMask(request(), () => 0b101)).toBe(ALL_AUDIENCES);
  expect(audienceMask({ ...request(), filter: { audiences: ['a'] } }, () => 0b101)).toBe(0b101);
});
