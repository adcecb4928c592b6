import { RELEASE_STATES, RELEASE_VERBS, SCHEDULE_STATES } from '#content';
import { register } from '../schema/enums.js';

export const ReleaseStateEnum = register('ReleaseState', 'Where a release stands.', RELEASE_STATES, {
  OPEN: 'It takes changes.',
  APPROVED: 'What is in it is pinned; it may be published, now or at a time.',
  PUBLISHED: 'It became a publication.',
  DISCARDED: 'It was given up.',
});

export const ReleaseVerbEnum = register('ReleaseVerb', 'A step in the life of a release.', RELEASE_VERBS, {
  change: 'Put something in, take something out, name it otherwise.',
  approve: 'Pin what is in it, after everything was judged.',
  reopen: 'Let go of what was pinned.',
  schedule: 'Say when it goes live.',
  publish: 'Make it public now.',
  discard: 'Give it up.',
});

export const ScheduleStateEnum = register('ScheduleState', 'Where a schedule stands.', SCHEDULE_STATES, {
  WAITING: 'Its hour is still to come.',
  FIRED: 'Its release went live.',
  FAILED: 'Its release could not go live, for the reasons that it names; nothing changed in public.',
  CANCELLED: 'Somebody called it off.',
});
