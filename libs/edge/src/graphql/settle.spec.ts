import { BadInput, Problem, Problems } from '#platform';
import { ProblemView, problemViews, RefusalView } from './problem.view.js';
import { settle } from './settle.js';

class Stale extends Problem {
  readonly kind = 'STALE';

  constructor(readonly currentVersion: number) {
    super('Somebody else saved.');
  }
}
class StaleView extends ProblemView<Stale> {
  get currentVersion(): number {
    return this.problem.currentVersion;
  }
}
const show = problemViews([[Stale, StaleView]]);

test('what was done comes back with no problems', async () => {
  expect(await settle(show, () => Promise.resolve({ article: 1 }))).toEqual({ article: 1, problems: [] });
});

test('every refusal becomes data of its own type, and nothing else is in the payload', async () => {
  const payload = await settle(show, () =>
    Promise.reject<{ article: number }>(new Problems([new Stale(7), new BadInput('No.', ['a', 0])])),
  );
  expect(payload.article).toBeUndefined();
  const [stale, bad] = payload.problems;
  expect(stale).toBeInstanceOf(StaleView);
  expect((stale as StaleView).currentVersion).toBe(7);
  expect(bad).toBeInstanceOf(RefusalView);
  expect([bad?.kind, bad?.path, bad?.message]).toEqual(['BAD_INPUT', ['a', '0'], 'No.']);
});

test('a fault of ours is not turned into data', async () => {
  await expect(settle(show, () => Promise.reject(new TypeError('x')))).rejects.toThrow(TypeError);
});
