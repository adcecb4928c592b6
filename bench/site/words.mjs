/** What the generated site talks about: plain sentences in our own words, put together from parts. */
export const FIELDS = [
  { name: 'Health', below: ['Sleep', 'Food and drink', 'First aid', 'Infections'] },
  { name: 'Home and neighbourhood', below: ['Renting', 'Fire safety', 'Floods and storms', 'Living together'] },
  { name: 'Online life', below: ['Passwords', 'Scams', 'Privacy', 'Rumours'] },
  { name: 'Work and money', below: ['Contracts', 'Wages', 'Debt', 'Saving'] },
];

const WHO = [
  'a neighbour',
  'a teacher',
  'a young worker',
  'a parent',
  'a tenant',
  'a new colleague',
  'a volunteer',
  'a nurse',
  'a shop assistant',
  'a student',
  'an older relative',
  'a local group',
  'a youth club',
  'a landlord',
  'a team leader',
  'a friend',
  'a coach',
  'a carer',
];
const DOES = [
  'asks about',
  'notices',
  'writes down',
  'explains',
  'checks',
  'overlooks',
  'talks about',
  'learns about',
  'prepares for',
  'compares',
  'worries about',
  'reports',
  'practises',
  'reads about',
  'points out',
  'doubts',
  'keeps a record of',
  'passes on',
];
const WHAT = [
  'the first warning sign',
  'a small change in routine',
  'the terms of an agreement',
  'a message that demands haste',
  'the cost of waiting',
  'a plan for the evening',
  'the advice on the label',
  'a promise that sounds too good',
  'the nearest place of safety',
  'a story that everyone repeats',
  'the number on the invoice',
  'a habit that is hard to keep',
  'the result of the last check',
  'an offer without a name behind it',
  'the rule that applies to everyone',
  'a question that nobody has asked',
  'the difference between two sources',
  'the list of people to call',
];
const WHEN = [
  'before anything is signed',
  'in the first week',
  'when two people are present',
  'long before it becomes urgent',
  'after a good night of rest',
  'while there is still time to choose',
  'at the end of each month',
  'as soon as something feels wrong',
  'during a quiet hour',
  'on the way home',
  'in the company of somebody they trust',
  'without being told to',
];
const SO = [
  'so the next step is easier',
  'because memory alone is a poor witness',
  'and that is often enough',
  'which costs nothing',
  'even if it seems unnecessary',
  'and the effect lasts for months',
  'since nobody else will do it',
  'and mistakes can still be put right',
  'although it takes some patience',
  'as the figures of several years show',
  'and a second look does no harm',
  'because a calm question opens many doors',
];
const OPENING = [
  'In practice',
  'Most of the time',
  'Here is an example:',
  'As a rule',
  'More often than people think',
  'On closer inspection',
  'In a small survey',
  'At first',
  'Later on',
  'In other words',
  'Now and then',
  'To begin with',
  'By contrast',
  'For the same reason',
];
const HEADINGS = [
  'What it looks like',
  'Why it happens',
  'What helps',
  'What to avoid',
  'Where to ask',
  'How to talk about it',
  'A short example',
  'What the evidence says',
  'Next steps',
];
const CLAIMS = [
  'never happens to careful people',
  'is only a matter of luck',
  'can always be seen at once',
  'gets better if it is ignored',
  'is somebody else’s business',
  'was different in the past',
  'cannot be learned',
  'needs a lot of money',
  'is forbidden to talk about',
  'only concerns the young',
  'is solved once and for all',
  'shows a lack of character',
];

const capital = (text) => text[0].toUpperCase() + text.slice(1);

export function sentence(random) {
  const core = `${random.pick(WHO)} ${random.pick(DOES)} ${random.pick(WHAT)} ${random.pick(WHEN)}`;
  const opened = random.chance(0.4) ? `${random.pick(OPENING)} ${core}` : capital(core);
  return `${opened}${random.chance(0.6) ? `, ${random.pick(SO)}` : ''}.`;
}

export function passage(random, sentences) {
  return Array.from({ length: sentences }, () => sentence(random)).join(' ');
}

export const heading = (random) => random.pick(HEADINGS);

export function title(random, topic, number) {
  return `${topic}: ${random.pick(DOES).replace(/^\w/, (letter) => letter.toUpperCase())} ${random.pick(WHAT)} (${number})`;
}

/** A claim that nobody should believe, about one topic. */
export function claim(random, topic) {
  return `${topic} ${random.pick(CLAIMS)}, and ${random.pick(WHO)} who ${random.pick(DOES)} ${random.pick(WHAT)} is wasting time.`;
}

export const objective = (random) =>
  `Be able to say why ${random.pick(WHO)} ${random.pick(DOES)} ${random.pick(WHAT)}.`;
