import {
  type DocumentNode,
  getOperationAST,
  type GraphQLSchema,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { ByteCache } from '#delivery';
import { type CompiledCounts, type CostListener, costOf, LIMITS, operationLimits, type Prices } from '#edge';
import { CompiledReads } from '../read/compiled-reads.js';
import { portionOf } from '../read/portion-of.js';
import type { DeliveryContext } from '../read/session.decorator.js';
import type { Asked } from './operations.js';

interface Prepared {
  /** Null: it does not hold against the schema and the limits of today. */
  readonly operation: OperationDefinitionNode | null;
  readonly document: DocumentNode | null;
  readonly bytes: number;
}

/**
 * Runs registered operations without Apollo, whose pipeline costs more than they do. Only where that makes no difference: an
 * answer that is complete, in the usual media type, without extensions, as of the head. For all others it returns null, and
 * Apollo makes the answer, or says why there is none.
 */
export class DirectExecution {
  private readonly prepared: ByteCache<Prepared>;
  private readonly compiled: CompiledReads;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly prices: Prices,
    private readonly onCost: CostListener,
    counts: CompiledCounts,
    limit: number,
  ) {
    this.prepared = new ByteCache(limit);
    // Whoever registers an operation means to send it often.
    this.compiled = new CompiledReads(schema, counts, 1);
  }

  /** The body of the answer. */
  async run(asked: Asked, given: DeliveryContext): Promise<string | null> {
    if (asked.registered === null || asked.kinds === null || asked.cost || asked.media !== '') return null;
    const { document, operation } = this.prepare(asked.query, asked.operationName);
    if (!document || !operation) return null;
    const variables = JSON.parse(asked.variables) as Record<string, unknown>;
    const price = costOf(this.schema, document, operation, variables, this.prices);
    if (price.cost > price.limit) return null;
    given.session.readPortion(portionOf(this.schema, document));
    const data = await this.compiled.run(document, asked.operationName, given, variables);
    // An id may have carried an as-of value: then there may be extensions.
    if (data === null || given.session.readsPast) return null;
    // Otherwise Apollo tells.
    this.onCost(price);
    return `${JSON.stringify({ data })}\n`;
  }

  private prepare(query: string, operationName: string | null): Prepared {
    const name = JSON.stringify([query, operationName]);
    const before = this.prepared.get(name);
    if (before) return before;
    const document = this.parse(query);
    const operation = document && (getOperationAST(document, operationName) ?? null);
    // A parsed document takes some ten times its text.
    const prepared = { document, operation, bytes: 20 * query.length };
    this.prepared.set(name, prepared);
    return prepared;
  }

  private parse(query: string): DocumentNode | null {
    try {
      const document = parse(query, { maxTokens: LIMITS.tokens });
      return validate(this.schema, document, [...specifiedRules, operationLimits]).length === 0 ? document : null;
    } catch {
      return null;
    }
  }
}
