import { type DocumentNode, type GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import { ByteCache } from '#delivery';
import { type DocumentSource, LIMITS, operationLimits, outdatedDocument } from '#edge';

/** Of what is remembered of texts. */
const BYTES = 4_000_000;

/** Whether operations hold against the schema that this process serves: what was registered may be older. */
export class OperationJudge {
  private readonly judged = new ByteCache<{ readonly objections: readonly string[]; readonly bytes: number }>(BYTES);

  /** @param schema asked for at the first operation, when there is one. */
  constructor(private readonly schema: () => GraphQLSchema) {}

  /** Why it cannot run, in sentences without suggestions; empty when it can. */
  objectionsTo(text: string): readonly string[] {
    const before = this.judged.get(text);
    if (before) return before.objections;
    const read = readOperations(this.schema(), text, { hideSuggestions: true });
    const objections = 'objections' in read ? read.objections : [];
    this.judged.set(text, { objections, bytes: 2 * text.length + 200 });
    return objections;
  }
}

/** By the rules that a request meets here, in their order. */
export function readOperations(
  schema: GraphQLSchema,
  text: string,
  options: { readonly hideSuggestions?: boolean } = {},
): { readonly document: DocumentNode } | { readonly objections: readonly string[] } {
  try {
    const document = parse(text, { maxTokens: LIMITS.tokens });
    const errors = validate(schema, document, [...specifiedRules, operationLimits], options);
    return errors.length > 0 ? { objections: errors.map(({ message }) => message) } : { document };
  } catch (error) {
    return { objections: [(error as GraphQLError).message] };
  }
}

/** The texts of registered operations that can run; who sends the id of another one is told why it cannot. */
export class JudgedDocuments implements DocumentSource {
  constructor(
    private readonly registry: DocumentSource,
    private readonly judge: OperationJudge,
  ) {}

  async find(id: string): Promise<string | null> {
    const text = await this.registry.find(id);
    const [objection] = text === null ? [] : this.judge.objectionsTo(text);
    if (objection !== undefined) throw outdatedDocument(objection);
    return text;
  }
}
