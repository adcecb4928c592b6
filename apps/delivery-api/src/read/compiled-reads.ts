import { type CompiledCounts, CompiledOperations, type Data } from '#edge';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { quiet } from '../withdrawal/note-shown.js';
import type { DeliveryContext } from './session.decorator.js';

/** Operations that are run as code made for them, which tells of what it shows only where somebody wants to know. */
export class CompiledReads {
  private readonly telling: CompiledOperations;
  private untold: CompiledOperations | null = null;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly counts: CompiledCounts,
    /** How often an operation must have come to be compiled; as often as is usual when absent. */
    private readonly worth?: number,
  ) {
    this.telling = new CompiledOperations(schema, worth, counts);
  }

  /** As CompiledOperations runs it. */
  async run(
    document: DocumentNode,
    operationName: string | null,
    context: DeliveryContext,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<Data | null> {
    const { session } = context;
    const tell = () => this.telling.run(document, operationName, context, variables);
    if (session.cargo !== null || session.readsPast) return tell();
    this.untold ??= new CompiledOperations(quiet(this.schema), this.worth, this.counts);
    const data = await this.untold.run(document, operationName, context, variables);
    // An id carried an as-of value of its own. What it led to has been read; what failed is executed once more in any case.
    return data !== null && session.readsPast ? tell() : data;
  }
}
