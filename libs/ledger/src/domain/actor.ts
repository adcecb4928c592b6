/** Who acts. Always given, never assumed: there is no default actor. */
export type Actor =
  | { readonly type: 'editor'; readonly id: string }
  | { readonly type: 'partner'; readonly id: string }
  | { readonly type: 'system'; readonly name: string };

/** How an actor stands in the audit and in publications: `editor:<id>`, `partner:<id>`, `system:<name>`. Holds no personal data. */
export function actorName(actor: Actor): string {
  return actor.type === 'system' ? `system:${actor.name}` : `${actor.type}:${actor.id}`;
}
