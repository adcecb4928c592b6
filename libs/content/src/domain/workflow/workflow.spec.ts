import { readFileSync } from 'node:fs';
import path from 'node:path';
import { may, type Rights } from '#access';
import { workflowChart, workflowTable } from './chart.js';
import {
  type Asking,
  type Situation,
  type State,
  STATES,
  stateAfter,
  type Step,
  STEPS,
  verdictOf,
  WORKFLOW,
} from './workflow.js';

const EVERYTHING: Rights = { grants: 'everything', scope: null };
const asking = (actor: string, publishers: number, rights: Rights = EVERYTHING): Asking => ({
  actor,
  publishers,
  may: (right) => may(rights, right, { locale: 'en' }),
});
const at = (state: State, more: Partial<Situation> = {}): Situation => ({
  state,
  unscheduled: state === 'scheduled' ? 'approved' : state,
  live: state === 'published',
  submittedBy: null,
  approvedBy: null,
  ...more,
});
const allowedSteps = (situation: Situation, asked: Asking): Step[] =>
  STEPS.filter((step) => verdictOf(step, situation, asked).allowed);

test('docs/workflow.md shows the table that the code reads', () => {
  // When this fails after a change that was meant: paste what is expected.
  const page = readFileSync(path.resolve(import.meta.dirname, '../../../../../docs/workflow.md'), 'utf8');
  expect(page).toContain(`\`\`\`mermaid\n${workflowChart()}\n\`\`\``);
  expect(page.replace(/ +/g, ' ').replace(/-{3,}/g, '---')).toContain(workflowTable());
});

test('every state is left by some step and reached by some other, and every step is in the table', () => {
  for (const state of STATES) {
    expect(STEPS.filter((step) => stateAfter(step, state) !== state)).not.toEqual([]);
    expect(state === 'draft' || WORKFLOW.some((row) => row.to === state)).toBe(true);
  }
  expect(new Set(WORKFLOW.map(({ verb }) => verb))).toEqual(new Set(STEPS));
});

test('one step from one state is one row', () => {
  for (const step of STEPS)
    for (const state of STATES)
      expect(
        WORKFLOW.filter((row) => row.verb === step && (row.from as readonly State[]).includes(state)).length,
      ).toBeLessThanOrEqual(1);
});

describe('one who works alone', () => {
  const alone = asking('editor:ann', 1);

  test('may publish at once, and it is marked', () => {
    expect(verdictOf('publish', at('draft'), alone)).toEqual({ allowed: true, to: 'published', selfApproved: true });
  });

  test('may approve what they submitted themselves, and it is marked', () => {
    expect(verdictOf('approve', at('in-review', { submittedBy: 'editor:ann' }), alone)).toMatchObject({
      allowed: true,
      selfApproved: true,
    });
  });
});

describe('once a second person may publish', () => {
  const ann = asking('editor:ann', 2);

  test('nobody approves what they submitted themselves', () => {
    expect(verdictOf('approve', at('in-review', { submittedBy: 'editor:ann' }), ann)).toMatchObject({
      allowed: false,
      why: 'second person',
    });
    expect(verdictOf('approve', at('in-review', { submittedBy: 'editor:ben' }), ann)).toMatchObject({
      allowed: true,
      selfApproved: false,
    });
  });

  test.each<[State, Partial<Situation>, boolean]>([
    ['draft', {}, false],
    ['in-review', { submittedBy: 'editor:ben' }, false],
    ['changes-requested', { submittedBy: 'editor:ben' }, false],
    ['approved', { submittedBy: 'editor:ben', approvedBy: 'editor:cat' }, true],
    ['approved', { submittedBy: 'editor:ben', approvedBy: 'editor:ben' }, false],
    ['scheduled', { submittedBy: 'editor:ben', approvedBy: 'editor:cat' }, true],
    ['withdrawn', {}, true],
    ['published', { live: true }, false],
  ])('what is %s with %j may be published: %j', (state, more, allowed) => {
    expect(verdictOf('publish', at(state, more), ann).allowed).toBe(allowed);
  });
});

test('roles are sets: an author submits and does not approve, a reviewer approves and does not publish', () => {
  const having = (role: 'author' | 'reviewer' | 'publisher'): Rights => ({
    grants: [{ role, locales: null }],
    scope: null,
  });
  const review = at('in-review', { submittedBy: 'editor:zoe', live: true });
  expect(allowedSteps(review, asking('a', 2, having('author')))).toEqual(['edit', 'recall']);
  expect(allowedSteps(review, asking('r', 2, having('reviewer')))).toEqual(['request-changes', 'approve']);
  expect(
    allowedSteps(
      at('approved', { submittedBy: 'a', approvedBy: 'r', live: true }),
      asking('p', 2, having('publisher')),
    ),
  ).toEqual(['request-changes', 'schedule', 'publish', 'withdraw']);
});

test('every refusal is a sentence that says what to do', () => {
  for (const state of STATES)
    for (const step of STEPS) {
      const verdict = verdictOf(step, at(state, { submittedBy: 'editor:ann' }), asking('editor:ann', 2));
      if (!verdict.allowed) expect(verdict.reason).toMatch(/^[A-Z].{20,}\.$/);
    }
});

test('what is scheduled may be published at once, and stands where it stood when its schedule is taken off', () => {
  const ann = asking('editor:ann', 2);
  const approved = at('scheduled', { submittedBy: 'editor:ben', approvedBy: 'editor:cat' });
  expect(verdictOf('unschedule', approved, ann)).toMatchObject({ allowed: true, to: 'approved' });
  const withdrawn = at('scheduled', { unscheduled: 'withdrawn' });
  expect(verdictOf('unschedule', withdrawn, ann)).toMatchObject({ allowed: true, to: 'withdrawn' });
  expect(verdictOf('publish', withdrawn, ann)).toMatchObject({ allowed: true, to: 'published' });
  expect(verdictOf('recall', approved, ann)).toMatchObject({
    reason: 'It is scheduled: cancel its schedule first, or wait for its hour.',
  });
});

test.each<[State, number, boolean]>([
  ['draft', 1, true],
  ['draft', 2, false],
  ['approved', 2, true],
  ['withdrawn', 2, true],
  ['published', 1, false],
])('what is %s may be scheduled while %i may publish: %j', (state, publishers, allowed) => {
  const looked = state === 'approved' ? { submittedBy: 'editor:ben', approvedBy: 'editor:cat' } : {};
  expect(verdictOf('schedule', at(state, looked), asking('editor:ann', publishers)).allowed).toBe(allowed);
});

test('only what is live can be withdrawn, and a draft that has moved on stays where it is', () => {
  const ann = asking('editor:ann', 1);
  expect(verdictOf('withdraw', at('draft'), ann)).toMatchObject({
    allowed: false,
    reason: 'It is not live: only what is live can be withdrawn.',
  });
  expect(verdictOf('withdraw', at('in-review', { live: true }), ann)).toMatchObject({ allowed: true, to: 'in-review' });
});
