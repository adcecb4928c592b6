import type { Grant, Role } from './roles.js';

interface Rule {
  readonly who: readonly Role[];
  /** How a sentence names it: "only a publisher may ...". */
  readonly does: string;
  /** Takes a person who is signed in: no token may. */
  readonly personal?: true;
  /** Concerns no language: the role in any of them will do. */
  readonly anywhere?: true;
}

const ANY: readonly Role[] = ['author', 'reviewer', 'publisher', 'translator', 'admin'];
const WRITERS: readonly Role[] = ['author', 'translator'];
const HANDS: readonly Role[] = ['author', 'reviewer', 'publisher', 'translator'];

/**
 * Who may do what: the one place that says so. Services ask it before they act, and `viewerCan...` answers from it. Reading
 * drafts and their history takes any role at all.
 */
export const RULES = {
  'document.create': { who: WRITERS, does: 'make documents' },
  'draft.save': { who: WRITERS, does: 'change drafts' },
  'draft.restore': { who: WRITERS, does: 'restore a revision' },
  'comment.write': { who: HANDS, does: 'comment' },
  'comment.resolve': { who: HANDS, does: 'resolve comments' },
  'review.submit': { who: WRITERS, does: 'submit drafts for review' },
  'review.assign': { who: ['author', 'reviewer', 'publisher'], does: 'ask somebody for a review' },
  'review.approve': { who: ['reviewer', 'publisher'], does: 'approve drafts' },
  'review.request-changes': { who: ['reviewer', 'publisher'], does: 'ask for changes' },
  'review.confirm': { who: ['reviewer', 'publisher'], does: 'confirm that a document still holds' },
  'document.publish': { who: ['publisher'], does: 'publish' },
  'document.withdraw': { who: ['publisher'], does: 'withdraw documents' },
  'publication.revert': { who: ['publisher'], does: 'revert publications' },
  'document.change-many': { who: ['publisher'], does: 'change many documents at once' },
  'document.import': { who: ['publisher'], does: 'import documents' },
  'release.write': { who: ['author', 'publisher'], does: 'put releases together' },
  'release.approve': { who: ['publisher'], does: 'approve releases' },
  'release.publish': { who: ['publisher'], does: 'publish releases' },
  'schedule.write': { who: ['publisher'], does: 'schedule publications' },
  'preview.make': { who: HANDS, does: 'make preview links' },
  'preview.revoke': { who: HANDS, does: 'revoke preview links' },
  'expunge.request': { who: ANY, does: 'ask for a document to be expunged', personal: true },
  'expunge.confirm': { who: ['admin'], does: 'expunge a document that somebody else asked for', personal: true },
  'editor.read': { who: ['admin'], does: 'see the addresses of editors' },
  'editor.invite': { who: ['admin'], does: 'invite editors', personal: true },
  'editor.change': { who: ['admin'], does: 'change what editors may do', personal: true },
  'token.issue': { who: ANY, does: 'make and revoke tokens for scripts', personal: true, anywhere: true },
  'partner.read': { who: ANY, does: 'see partners', anywhere: true },
  'partner.change': { who: ['admin'], does: 'look after partners' },
  'operation.read': { who: ANY, does: 'see registered operations', anywhere: true },
  'operation.change': { who: ['admin'], does: 'register and remove operations of clients' },
  'key.change': { who: ['admin'], does: 'give out and end keys of partners' },
  'webhook.read': { who: ['publisher', 'admin'], does: 'see the webhooks of partners', anywhere: true },
  'webhook.change': { who: ['admin'], does: 'change the webhooks of partners', anywhere: true },
  'audit.read': { who: ['admin'], does: 'read the audit' },
} as const satisfies Readonly<Record<string, Rule>>;

export type Verb = keyof typeof RULES;
export const VERBS = Object.keys(RULES) as readonly Verb[];

/** What a token may be given. */
export const TOKEN_VERBS: readonly Verb[] = VERBS.filter((verb) => !('personal' in RULES[verb]));

export function isVerb(value: string): value is Verb {
  return Object.hasOwn(RULES, value);
}

/** What a token narrows its editor's rights to: verbs, in all languages of the editor (null) or in these. */
export interface TokenScope {
  readonly verbs: readonly Verb[];
  readonly locales: readonly string[] | null;
}

/** What an actor may do at a moment, as far as this table knows. */
export interface Rights {
  /** `everything`: the system itself, and whoever has the machine's command line. */
  readonly grants: readonly Grant[] | 'everything';
  /** Null when no token narrows them. */
  readonly scope: TokenScope | null;
}

/** Where something is done: in one language, or (null) in none alone, which takes a role for all of them. */
export interface Place {
  readonly locale: string | null;
}

export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

const ALLOWED: Verdict = { allowed: true };

/** Whether these rights cover the verb there; if not, a sentence that says who could. */
export function may({ grants, scope }: Rights, verb: Verb, { locale }: Place): Verdict {
  const { who, does, personal, anywhere }: Rule = RULES[verb];
  if (scope && personal) return refused(`A token may not ${does}: that takes a person who is signed in.`);
  if (scope && !(scope.verbs.includes(verb) && covers(scope.locales, locale)))
    return refused(`This token may not ${does}${within(locale)}: make one whose scope includes it.`);
  if (grants === 'everything') return ALLOWED;
  if (grants.some((grant) => who.includes(grant.role) && (anywhere === true || covers(grant.locales, locale))))
    return ALLOWED;
  const roles = who.map((role) => (role === 'author' || role === 'admin' ? `an ${role}` : `a ${role}`));
  const last = roles.pop() ?? '';
  const anybody = roles.length > 0 ? `${roles.join(', ')} or ${last}` : last;
  return refused(
    `Only ${anybody}${within(locale)} may ${does}: ask one of them to do it, or an admin to give you the role.`,
  );
}

function covers(locales: readonly string[] | null, locale: string | null): boolean {
  return locales === null || (locale !== null && locales.includes(locale));
}

function within(locale: string | null): string {
  return locale === null ? '' : ` for "${locale}"`;
}

function refused(reason: string): Verdict {
  return { allowed: false, reason };
}
