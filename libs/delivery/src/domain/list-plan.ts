import { ALL_AUDIENCES, admits, type Bounds, isFiled, narrowest } from './scope.js';
import type { ListRequest } from './page.js';

type Topics = readonly number[];

/** How a page is found. `checks` are sets of topics of which a document must have one each. */
export type ListPlan =
  | { readonly form: 'nothing' }
  | { readonly form: 'plain' }
  /** As plain, of which audiences pick some. */
  | { readonly form: 'picked' }
  | { readonly form: 'topics'; readonly own: Topics }
  | { readonly form: 'wide'; readonly checks: readonly [Topics, Topics] }
  | { readonly form: 'filed'; readonly driving: Topics }
  | { readonly form: 'filedChecked'; readonly driving: Topics; readonly checks: readonly [Topics, Topics] }
  /** Several sets, none within another: whoever plans must say which holds the fewest rows. */
  | { readonly form: 'weigh'; readonly sets: readonly Topics[] };

const NOTHING: ListPlan = { form: 'nothing' };
const PLAIN: ListPlan = { form: 'plain' };
const PICKED: ListPlan = { form: 'picked' };

/**
 * Driving by topics costs topics times page size, whatever they hold, so it is the rule. Walking the whole kind and checking
 * each row is better only when there are very many topics and they make up much of the tree.
 */
const MANY_TOPICS = 128;
const MUCH_OF_THE_TREE = 1 / 4;

/** @param filed the filter's topics with everything below them; null without such a filter. */
export function planList(bounds: Bounds, request: ListRequest, filed: Topics | null, treeSize: number): ListPlan {
  if (!admits(bounds, request.kind, request.locale)) return NOTHING;
  const scopes = request.kind === 'notice' ? [] : bounds.topics;
  const sets = [filed, ...scopes].filter((set): set is Topics => set !== null);
  const [first, ...rest] = sets;
  if (first === undefined) return isForEveryone(bounds, request) ? PLAIN : PICKED;
  if (sets.some((set) => set.length === 0)) return NOTHING;
  if (request.kind === 'topic')
    return { form: 'topics', own: first.filter((topic) => rest.every((set) => set.includes(topic))) };
  if (!isFiled(request.kind)) return NOTHING;
  const [only, ...others] = narrowest(sets);
  if (only === undefined) return PLAIN;
  if (others.length > 0) return { form: 'weigh', sets: [only, ...others] };
  const isWide = filed === null && only.length >= MANY_TOPICS && only.length >= treeSize * MUCH_OF_THE_TREE;
  return isWide ? { form: 'wide', checks: [only, only] } : { form: 'filed', driving: only };
}

/** Drives by the set with the fewest rows and checks the others; the wrong one costs a hundred times as much. */
export function weighed(sets: readonly Topics[], weights: readonly number[]): ListPlan {
  const lightest = sets.reduce((best, _, index) => ((weights[index] ?? 0) < (weights[best] ?? 0) ? index : best), 0);
  const driving = sets[lightest];
  const [one, other = one] = sets.filter((_, index) => index !== lightest);
  if (driving === undefined || one === undefined || other === undefined) return NOTHING;
  return { form: 'filedChecked', driving, checks: [one, other] };
}

function isForEveryone({ audiences }: Bounds, { filter }: ListRequest): boolean {
  return filter.audiences === undefined && audiences.every((mask) => mask === ALL_AUDIENCES);
}

/** Bits of the audiences that the filter admits, beside documents for everyone. */
export function audienceMask(request: ListRequest, maskOf: (audiences: readonly string[]) => number): number {
  return request.filter.audiences === undefined ? ALL_AUDIENCES : maskOf(request.filter.audiences);
}
