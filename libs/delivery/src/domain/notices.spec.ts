import type { PublishedDocument } from './document.js';
import { chooseNotices } from './notices.js';

const notice = (name: string, region?: string, priority?: number) =>
  ({ documentId: name, locale: 'en', body: { name, ...(region ? { region } : {}), ...(priority === undefined ? {} : { priority }) } }) as PublishedDocument<'notice'>;
const names = (notices: readonly PublishedDocument<'notice'>[]) => notices.map((entry) => entry.body.name);

const world = [notice('Everywhere'), notice('Country', 'US'), notice('State', 'US-MO'), notice('Emergency', 'US', 1), notice('Elsewhere', 'FR')];

test('a region is shown its own notices and those of its country, the most urgent first', () => {
  expect(names(chooseNotices(world, 'US-MO'))).toEqual(['Emergency', 'Country', 'State']);
  expect(names(chooseNotices(world, 'US-IL'))).toEqual(['Emergency', 'Country']);
});

test('a region with none is shown the global ones', () => {
  expect(names(chooseNotices(world, 'ES'))).toEqual(['Everywhere']);
});

test('where no region is known, nothing global means all rather than none', () => {
  expect(names(chooseNotices(world, null))).toEqual(['Everywhere']);
  expect(names(chooseNotices(world.slice(3), null))).toEqual(['Emergency', 'Elsewhere']);
});
