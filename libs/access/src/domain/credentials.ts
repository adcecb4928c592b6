import { BadInput, type Problem, type ProblemPath } from '#platform';

export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 200;

/** One address and nothing around it: what is written here is also where mail goes. */
const EMAIL = /^[^\s\p{C}@<>(),;:"'\\[\]]{1,64}@[^\s\p{C}@<>(),;:"'\\[\]]{1,190}$/u;

export function strangeEmail(email: string, path: ProblemPath = ['email']): readonly Problem[] {
  return EMAIL.test(email) ? [] : [new BadInput('Give an e-mail address such as ada@example.org.', path)];
}

/** The same words are the same password, however a keyboard composes them. */
export function preparedPassword(password: string): string {
  return password.normalize('NFKC');
}

/** Length is what counts; what is refused besides is what everybody tries first. */
export function weakPassword(
  password: string,
  { name, email }: { readonly name: string; readonly email: string | null },
  path: ProblemPath = ['password'],
): readonly Problem[] {
  const prepared = preparedPassword(password);
  const length = [...prepared].length;
  const refuse = (sentence: string) => [new BadInput(sentence, path)];
  if (length < SHORTEST_PASSWORD)
    return refuse(
      `A password has at least ${SHORTEST_PASSWORD} characters: several words in a row are easy to remember.`,
    );
  if (length > LONGEST_PASSWORD) return refuse(`A password has at most ${LONGEST_PASSWORD} characters.`);
  const lower = prepared.toLowerCase();
  const own = [name, email ?? '', email?.split('@')[0] ?? ''].map((each) => each.trim().toLowerCase());
  if (
    new Set(lower).size < 5 ||
    isRun(lower) ||
    own.some((each) => each.length > 3 && lower.replaceAll(each, '').length < 6)
  )
    return refuse('This password is among the first that anybody would try: choose another.');
  return [];
}

const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
];
const FAVOURITES = [
  'password',
  'passwort',
  'contraseña',
  'letmein',
  'welcome',
  'iloveyou',
  'changeme',
  'almanac',
  'admin',
];

/** A row of keys or one of the words of every list, with a few characters at its ends. */
function isRun(lower: string): boolean {
  const core = FAVOURITES.reduce((text, word) => text.replaceAll(word, ''), lower).replace(/[^\p{L}\p{N}]/gu, '');
  return core.length < 6 || RUNS.some((run) => run.includes(core) || [...run].reverse().join('').includes(core));
}
