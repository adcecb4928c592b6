import { BadInput, type Problem, type ProblemPath } from '#platform';
import { RULES, type Verb } from './permission.js';

/** What `Secrets.derive` is asked for to hash tokens of scripts. */
export const TOKEN_HASH_PURPOSE = 'editor tokens';

const TOKEN = /^almt_([a-z0-9]{12})_[A-Za-z0-9_-]{43}$/;

/** `almt_<id>_<secret>`: tells a script's token from a session at a glance, in a log scanner too. */
export function formatToken(id: string, secret: string): string {
  return `almt_${id}_${secret}`;
}

/** The id in a well-formed token, which finds the row; else null. */
export function tokenId(token: string): string | null {
  return TOKEN.exec(token)?.[1] ?? null;
}

export interface TokenRequest {
  readonly name: string;
  readonly verbs: readonly Verb[];
  readonly locales: readonly string[] | null;
  readonly expiresAt: Date;
}

const DAY = 24 * 60 * 60 * 1000;
export const LONGEST_TOKEN_DAYS = 366;
const LONGEST_NAME = 100;

/** What a token is for is asked, not guessed: no verb at all means that it only reads. */
export function strangeToken(
  { name, verbs, locales, expiresAt }: TokenRequest,
  { now, known }: { readonly now: Date; readonly known: readonly string[] },
): readonly Problem[] {
  const problems: Problem[] = [];
  const refuse = (sentence: string, path: ProblemPath) => problems.push(new BadInput(sentence, path));
  const length = [...name.trim()].length;
  if (length === 0 || length > LONGEST_NAME || /\p{Cc}/u.test(name))
    refuse(`Say in at most ${LONGEST_NAME} characters which script it is for.`, ['name']);
  verbs.forEach((verb, index) => {
    if ('personal' in RULES[verb])
      refuse(`A token cannot ${RULES[verb].does}: that takes a person who is signed in.`, ['verbs', index]);
  });
  locales?.forEach((locale, index) => {
    if (!known.includes(locale))
      refuse(`"${locale.slice(0, 40)}" is not configured: languages are ${known.join(', ')}.`, ['locales', index]);
  });
  if (locales?.length === 0)
    refuse('Name at least one language, or leave them out for all that you have.', ['locales']);
  const milliseconds = expiresAt.getTime() - now.getTime();
  if (!(milliseconds > 0)) refuse('A token ends in the future: give a later instant.', ['expiresAt']);
  if (milliseconds > LONGEST_TOKEN_DAYS * DAY)
    refuse(`A token lasts at most ${LONGEST_TOKEN_DAYS} days: give an earlier instant, and make another one then.`, [
      'expiresAt',
    ]);
  return problems;
}
