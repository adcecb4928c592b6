import { Problem } from '#platform';
import { resolveLocalTime } from './local-time.js';

const at = (localTime: string, zone: string) => {
  const { instant, occurs } = resolveLocalTime({ localTime, zone });
  return [instant, occurs];
};

test('a local time is what the clocks of its zone show, in winter and in summer', () => {
  expect(at('2026-01-15T09:00', 'America/Chicago')).toEqual(['2026-01-15T15:00:00.000Z', 'PLAIN']);
  expect(at('2026-07-15T09:00', 'America/Chicago')).toEqual(['2026-07-15T14:00:00.000Z', 'PLAIN']);
  expect(at('2026-07-15T09:00:30', 'Asia/Kathmandu')).toEqual(['2026-07-15T03:15:30.000Z', 'PLAIN']);
});

test('a time that clocks skip is the moment at which they would have shown it', () => {
  expect(at('2026-03-29T02:30', 'Europe/Berlin')).toEqual(['2026-03-29T01:30:00.000Z', 'GAP']);
  // A zone that skips at midnight, and one that skips half an hour.
  expect(at('2026-09-06T00:15', 'America/Santiago')).toEqual(['2026-09-06T04:15:00.000Z', 'GAP']);
  expect(at('2026-10-04T02:10', 'Australia/Lord_Howe')).toEqual(['2026-10-03T15:40:00.000Z', 'GAP']);
});

test('of a time that clocks show twice it is the first', () => {
  expect(at('2026-11-01T01:30', 'America/Chicago')).toEqual(['2026-11-01T06:30:00.000Z', 'OVERLAP']);
  expect(at('2026-10-25T02:30', 'Europe/Berlin')).toEqual(['2026-10-25T00:30:00.000Z', 'OVERLAP']);
});

test.each([
  ['2026-02-30T09:00', 'America/Chicago', 'localTime'],
  ['2026-03-01T24:00', 'America/Chicago', 'localTime'],
  ['2026-03-01T09:00Z', 'America/Chicago', 'localTime'],
  ['tomorrow', 'America/Chicago', 'localTime'],
  ['2026-03-01T09:00', 'CST', 'timeZone'],
  ['2026-03-01T09:00', '+02:00', 'timeZone'],
  ['2026-03-01T09:00', 'Mars/Olympus_Mons', 'timeZone'],
  ['2026-03-01T09:00', '', 'timeZone'],
])('%s in %s is refused at %s', (localTime, zone, place) => {
  try {
    resolveLocalTime({ localTime, zone }, ['at']);
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    expect((error as Problem).path).toEqual(['at', place]);
    return;
  }
  throw new Error('it was taken');
});
