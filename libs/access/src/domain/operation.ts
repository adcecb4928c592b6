import { BadInput, type Problem } from '#platform';

/** An operation as a client's build names it: the id that the client sends, and the GraphQL text behind it. */
export interface Operation {
  readonly id: string;
  /** What the operation calls itself; null for one without a name. */
  readonly name: string | null;
  readonly document: string;
}

/** So that every process can hold all ids in memory. */
export const MOST_OPERATIONS = 50_000;

/** What a table of ids would refuse, and one id for two texts: an id means the same for as long as it is registered. */
export function misfits(operations: readonly Operation[]): readonly Problem[] {
  const texts = new Map<string, string>();
  return operations.flatMap(({ id, document }, index) => {
    const before = texts.get(id);
    texts.set(id, document);
    if (!/^[A-Za-z0-9][A-Za-z0-9:._~-]{0,199}$/.test(id))
      return [
        new BadInput(
          `"${id.slice(0, 60)}" cannot be the id of an operation: use up to 200 letters, digits and the characters : . _ ~ -`,
          [index, 'id'],
        ),
      ];
    if (before !== undefined && before !== document)
      return [new BadInput(`The id "${id}" stands for two different operations: build the manifests again.`, [index])];
    return [];
  });
}
