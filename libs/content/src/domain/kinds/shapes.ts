import { Type, type TSchema } from 'typebox';

/** What a reference is for. `ROLES` says what follows from each. */
export type ReferenceRole =
  | 'EMBED'
  | 'LINK'
  | 'TOPIC'
  | 'SOURCE'
  | 'CITATION'
  | 'RELATED'
  | 'PREREQUISITE'
  | 'USES'
  | 'BROADER'
  | 'ITEM'
  | 'SUPERSEDED_BY';

/**
 * `carried`: the target is visible to a partner wherever its host is (through the host, by id, in sync), whatever the scope says.
 * `holds`: the target cannot be withdrawn as GONE while a live host has it.
 */
export const ROLES: Readonly<Record<ReferenceRole, { readonly carried: boolean; readonly holds: boolean }>> = {
  EMBED: { carried: true, holds: true },
  CITATION: { carried: true, holds: true },
  SOURCE: { carried: true, holds: false },
  LINK: { carried: false, holds: false },
  TOPIC: { carried: false, holds: false },
  RELATED: { carried: false, holds: false },
  PREREQUISITE: { carried: false, holds: false },
  USES: { carried: false, holds: false },
  BROADER: { carried: false, holds: false },
  ITEM: { carried: false, holds: false },
  SUPERSEDED_BY: { carried: false, holds: false },
};

export const REFERENCE_ROLES = Object.keys(ROLES) as ReferenceRole[];

export const LIMITS = {
  line: 300,
  paragraph: 5_000,
  list: 500,
  blocks: 5_000,
  spanText: 50_000,
  bodyBytes: 2_000_000,
} as const;

const uuid = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';

export interface ReferenceKeyword {
  readonly role: ReferenceRole;
  readonly kinds: readonly string[];
}

/** A document id; the keyword `x-almanac-reference` is what the extractor and the published JSON Schema read. */
export const Reference = (role: ReferenceRole, kinds: readonly string[], description: string) =>
  Type.String({ pattern: uuid, description, 'x-almanac-reference': { role, kinds } satisfies ReferenceKeyword });

export const Line = (description: string) => Type.String({ maxLength: LIMITS.line, description });
export const Paragraph = (description: string) => Type.String({ maxLength: LIMITS.paragraph, description });
export const ListOf = <T extends TSchema>(item: T, description: string) =>
  Type.Array(item, { maxItems: LIMITS.list, description });
export const Day = (description: string) => Type.String({ format: 'date', description });
export const Choice = <const T extends readonly string[]>(values: T, description: string) =>
  Type.Enum<T[number][]>([...values], { description });
export const WebAddress = (description: string) =>
  Type.String({ format: 'web-address', maxLength: 2_000, description });

/** Everything in a draft may be missing, at every depth; what publishing needs is in `requirements.ts`. */
export const Shape = <T extends Record<string, TSchema>>(properties: T, description: string) =>
  Type.Object(properties, { additionalProperties: false, description });

export const Key = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[A-Za-z0-9_-]+$',
  description: 'Stable name of this entry inside the document.',
});
