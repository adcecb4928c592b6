import { may, type Rights, RULES, TOKEN_VERBS, type Verb, VERBS } from './permission.js';
import { EVERY_ROLE, type Grant, ROLES, strangeGrants } from './roles.js';

const EVERYWHERE = { locale: null };
const having = (...grants: Grant[]): Rights => ({ grants, scope: null });

test('roles are sets: a role may what the table says of it and nothing of another', () => {
  for (const role of ROLES) {
    const rights = having({ role, locales: null });
    expect(VERBS.filter((verb) => may(rights, verb, EVERYWHERE).allowed)).toEqual(
      VERBS.filter((verb) => (RULES[verb].who as readonly string[]).includes(role)),
    );
  }
});

test('the first editor may everything, an editor without a role nothing', () => {
  expect(VERBS.filter((verb) => !may(having(...EVERY_ROLE), verb, EVERYWHERE).allowed)).toEqual([]);
  expect(VERBS.filter((verb) => may(having(), verb, EVERYWHERE).allowed)).toEqual([]);
});

test('a role for one language says nothing of another, nor of what concerns them all', () => {
  const rights = having({ role: 'translator', locales: ['es'] });
  const allowed = (locale: string | null) => may(rights, 'draft.save', { locale }).allowed;
  expect([allowed('es'), allowed('en'), allowed('es-MX'), allowed(null)]).toEqual([true, false, false, false]);
});

test('a role for all languages covers each of them', () => {
  expect(may(having({ role: 'publisher', locales: null }), 'document.publish', { locale: 'es' }).allowed).toBe(true);
});

test('a refusal says who could', () => {
  expect(may(having({ role: 'author', locales: null }), 'document.publish', { locale: 'es' })).toEqual({
    allowed: false,
    reason: 'Only a publisher for "es" may publish: ask one of them to do it, or an admin to give you the role.',
  });
  expect(may(having(), 'draft.save', EVERYWHERE)).toEqual({
    allowed: false,
    reason:
      'Only an author or a translator may change drafts: ask one of them to do it, or an admin to give you the role.',
  });
});

test('a token narrows what its editor may, and never widens it', () => {
  const token = (
    grants: Rights['grants'],
    verbs: readonly Verb[],
    locales: readonly string[] | null = null,
  ): Rights => ({
    grants,
    scope: { verbs, locales },
  });
  const everything = token(EVERY_ROLE, ['draft.save'], ['es']);
  expect(may(everything, 'draft.save', { locale: 'es' }).allowed).toBe(true);
  expect(may(everything, 'draft.save', { locale: 'en' })).toMatchObject({
    reason: 'This token may not change drafts for "en": make one whose scope includes it.',
  });
  expect(may(everything, 'document.publish', { locale: 'es' }).allowed).toBe(false);
  expect(may(token([], TOKEN_VERBS), 'draft.save', { locale: 'es' }).allowed).toBe(false);
  expect(may(token('everything', ['draft.save']), 'document.publish', EVERYWHERE).allowed).toBe(false);
});

test('what takes a person no token may, whatever its scope says', () => {
  const verdicts = VERBS.filter(
    (verb) => may({ grants: EVERY_ROLE, scope: { verbs: VERBS, locales: null } }, verb, EVERYWHERE).allowed,
  );
  expect(verdicts).toEqual(TOKEN_VERBS);
  expect(verdicts).not.toContain('expunge.confirm');
  expect(verdicts).not.toContain('editor.change');
});

test('what concerns no language takes the role in any of them', () => {
  expect(may(having({ role: 'translator', locales: ['es'] }), 'token.issue', EVERYWHERE).allowed).toBe(true);
});

test.each<[string, Grant[], string[]]>([
  ['a translator without a language', [{ role: 'translator', locales: null }], ['grants.0.locales']],
  ['an admin of one language', [{ role: 'admin', locales: ['en'] }], ['grants.0.locales']],
  ['no language at all', [{ role: 'author', locales: [] }], ['grants.0.locales']],
  ['a language that is not configured', [{ role: 'author', locales: ['en', 'xx'] }], ['grants.0.locales']],
  [
    'the same role twice',
    [
      { role: 'author', locales: null },
      { role: 'author', locales: ['en'] },
    ],
    ['grants.1.role'],
  ],
])('grants with %s are refused', (_what, grants, paths) => {
  expect(strangeGrants(grants, ['en', 'es']).map((problem) => problem.path.join('.'))).toEqual(paths);
});

test('the grants that are given out are sound', () => {
  expect(strangeGrants(EVERY_ROLE, ['en'])).toEqual([]);
  expect(strangeGrants([{ role: 'translator', locales: ['es'] }], ['en', 'es'])).toEqual([]);
});
