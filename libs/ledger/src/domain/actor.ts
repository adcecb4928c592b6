/** Who acts. Always given, never assumed: there is no default actor. */
export type Actor =
  | {
      readonly type: 'editor';
      readonly id: string;
      /** Id of the token by which a script acts for the editor; left out: they act themselves. */
      readonly token?: string;
    }
  | { readonly type: 'partner'; readonly id: string }
  | { readonly type: 'system'; readonly name: string };

/** How an actor stands in drafts, revisions and publications: `editor:<id>`, `partner:<id>`, `system:<name>`. Holds no personal data. */
export function actorName(actor: Actor): string {
  return actor.type === 'system' ? `system:${actor.name}` : `${actor.type}:${actor.id}`;
}

/** The same, and by which token: the audit tells a person from their script. */
export function auditName(actor: Actor): string {
  const name = actorName(actor);
  return actor.type === 'editor' && actor.token !== undefined ? `${name}/token:${actor.token}` : name;
}
