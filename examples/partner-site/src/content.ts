import { AlmanacError, type Connection, query } from '@almanac/client';
import type {
  ArticlesQuery,
  FactsQuery,
  Kind,
  MythsQuery,
  NoticesQuery,
  WithdrawalQuery,
} from './generated/graphql.js';
import { ARTICLES, FACTS, MYTHS, NOTICES, WITHDRAWAL } from './operations.js';

export type Article = ArticlesQuery['articles']['edges'][number]['node'];
export type Myth = MythsQuery['mythFacts']['edges'][number]['node'];
export type Fact = FactsQuery['facts']['edges'][number]['node'];
export type Notice = NoticesQuery['notices'][number];
export type Withdrawal = NonNullable<WithdrawalQuery['withdrawal']>;

export interface Content {
  readonly notices: readonly Notice[];
  readonly articles: readonly Article[];
  readonly myths: readonly Myth[];
  readonly facts: readonly Fact[];
}

interface List<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

/** Everything that the site shows. */
export async function readContent(connection: Connection): Promise<Content> {
  const { notices } = await query(connection, NOTICES);
  const [articles, myths, facts] = await Promise.all([
    all(async (after) => (await query(connection, ARTICLES, { after })).articles),
    all(async (after) => (await query(connection, MYTHS, { after })).mythFacts),
    all(async (after) => (await query(connection, FACTS, { after })).facts),
  ]);
  return { notices, articles, myths, facts };
}

/** Null: it is not gone, or nobody ever saw it. */
export async function readWithdrawal(connection: Connection, kind: Kind, slug: string): Promise<Withdrawal | null> {
  try {
    return (await query(connection, WITHDRAWAL, { kind, slug })).withdrawal ?? null;
  } catch (error) {
    // Expunged: nothing of it may stay, not even why.
    if (error instanceof AlmanacError && error.code === 'GONE') return null;
    throw error;
  }
}

async function all<Node>(page: (after: string | null) => Promise<List<Node>>): Promise<readonly Node[]> {
  const nodes: Node[] = [];
  for (let after: string | null = null; ;) {
    const { edges, pageInfo } = await page(after);
    nodes.push(...edges.map(({ node }) => node));
    if (!pageInfo.hasNextPage) return nodes;
    after = pageInfo.endCursor ?? null;
  }
}
