import { type Actor, type Editor, EVERY_ROLE, type Grant, may, PermissionsService, VERBS } from '#access';
import { Problems } from '#platform';
import { createWorld, TESTER, type World } from '../kit/world.js';

let world: World;
let permissions: PermissionsService;
beforeAll(async () => {
  world = await createWorld({ bare: true });
  permissions = world.app.get(PermissionsService, { strict: false });
});
afterAll(() => world.end());

const editor = (grants: readonly Grant[]): Promise<Editor> =>
  world.editors.add(TESTER, { name: 'Ada', email: null, grants });
const acting = ({ id }: Editor): Actor => ({ type: 'editor', id });
const refusals = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (thrown: unknown) => Problems.of(thrown)?.map(({ kind, path }) => `${kind} ${path.join('.')}`) ?? thrown,
  );

test('what an editor may do is what was granted, in the languages of the grant', async () => {
  const ada = acting(
    await editor([
      { role: 'publisher', locales: ['en'] },
      { role: 'translator', locales: ['es'] },
    ]),
  );
  await permissions.require(ada, 'document.publish', [{ locale: 'en' }]);
  await permissions.require(ada, 'draft.save', [{ locale: 'es' }]);
  expect(
    await refusals(
      permissions.require(ada, 'document.publish', [
        { locale: 'en', path: ['publish', 0] },
        { locale: 'es', path: ['publish', 1] },
        { locale: null, path: ['publish', 2] },
      ]),
    ),
  ).toEqual(['NOT_ALLOWED publish.1', 'NOT_ALLOWED publish.2']);
  expect(await refusals(permissions.require(ada, 'audit.read'))).toEqual(['NOT_ALLOWED ']);
});

test('the system may everything, a partner and somebody unknown nothing', async () => {
  const nobody: Actor = { type: 'editor', id: '00000000-0000-7000-8000-00000000000f' };
  const allowed = async (actor: Actor) => {
    const rights = await permissions.rightsOf(actor);
    return VERBS.filter((verb) => may(rights, verb, { locale: null }).allowed).length;
  };
  expect(await allowed(TESTER)).toBe(VERBS.length);
  expect(await allowed(acting(await editor(EVERY_ROLE)))).toBe(VERBS.length);
  expect(await allowed({ type: 'partner', id: nobody.id })).toBe(0);
  expect(await allowed(nobody)).toBe(0);
});

test('a role that is taken away in the running unit of work is gone within it', async () => {
  const ada = acting(await editor(EVERY_ROLE));
  await world.work.run(async () => {
    await permissions.require(ada, 'document.publish');
    await world.work.rows(`delete from access.role_grant where editor_id = $1 and role = 'publisher'`, [
      ada.type === 'editor' ? ada.id : '',
    ]);
    expect(await refusals(permissions.require(ada, 'document.publish'))).toEqual(['NOT_ALLOWED ']);
  });
});

test('an editor with a role that makes no sense is not added at all', async () => {
  const before = (await world.editors.list(TESTER)).length;
  expect(await refusals(editor([{ role: 'translator', locales: null }]))).toEqual(['BAD_INPUT grants.0.locales']);
  expect((await world.editors.list(TESTER)).length).toBe(before);
});
