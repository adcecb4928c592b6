import { BadInput, type Problem, type ProblemPath } from '#platform';

/** Roles are a set, not a ladder: none holds what another may, and an editor may have several. */
export const ROLES = ['author', 'reviewer', 'publisher', 'translator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** A role, in all languages (null) or in those that are named. */
export interface Grant {
  readonly role: Role;
  readonly locales: readonly string[] | null;
}

/** What the first editor has: somebody must be able to do everything. */
export const EVERY_ROLE: readonly Grant[] = (['author', 'reviewer', 'publisher', 'admin'] as const).map((role) => ({
  role,
  locales: null,
}));

/** What is wrong with a set of grants. A translator is one of languages, an admin of the whole installation. */
export function strangeGrants(
  grants: readonly Grant[],
  known: readonly string[],
  path: ProblemPath = ['grants'],
): readonly Problem[] {
  const problems: Problem[] = [];
  grants.forEach(({ role, locales }, index) => {
    const at = [...path, index];
    if (grants.findIndex((grant) => grant.role === role) < index)
      problems.push(
        new BadInput(`The role ${role} stands there twice: name all its languages in one.`, [...at, 'role']),
      );
    if (role === 'translator' && locales === null)
      problems.push(new BadInput('A translator has languages: name them.', [...at, 'locales']));
    if (role === 'admin' && locales !== null)
      problems.push(
        new BadInput('An admin looks after the whole installation: leave the languages out.', [...at, 'locales']),
      );
    if (locales?.length === 0)
      problems.push(
        new BadInput(`Name at least one language for the role ${role}, or leave the role out.`, [...at, 'locales']),
      );
    const stranger = locales?.find((locale) => !known.includes(locale));
    if (stranger !== undefined)
      problems.push(
        new BadInput(`"${stranger.slice(0, 40)}" is not configured: languages are ${known.join(', ')}.`, [
          ...at,
          'locales',
        ]),
      );
  });
  return problems;
}
