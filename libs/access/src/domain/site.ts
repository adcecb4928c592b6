import { BadInput, type Problem } from '#platform';

/**
 * Where a partner shows documents on its own site: addresses with {slug}, and perhaps {locale} and {kind}, by kind; '*' is
 * every kind that is not named.
 */
export type Site = Readonly<Record<string, string>>;

const PLACES = /\{(slug|locale|kind)\}/g;
const LONGEST = 500;

/** What keeps the addresses from being such, each named with what to do about it. */
export function strangeSite(site: Site): readonly Problem[] {
  return Object.values(site).flatMap((pattern) => {
    const shown = `"${pattern.slice(0, 80)}"`;
    const refuse = (what: string) => [new BadInput(`${shown} ${what}`, ['site'])];
    if (pattern.length > LONGEST) return refuse(`is too long: use at most ${LONGEST} characters.`);
    if (/[{}]/.test(pattern.replace(PLACES, '')))
      return refuse('has braces that mean nothing: use {slug}, {locale} and {kind}.');
    const [one, other] = ['a', 'b'].map((word) => parsed(pattern.replace(PLACES, word)));
    if (!one || !other || !/^https?:$/.test(one.protocol) || /[\s\\]/.test(pattern))
      return refuse('is no address: write it like https://www.example.org/learn/{slug}.');
    if (one.username !== '' || one.password !== '') return refuse('has a user or password in it: leave them out.');
    if (one.hash !== '') return refuse('has a part after "#": leave it out.');
    if (one.origin !== other.origin) return refuse('has a place in its host: they belong behind it.');
    if (!pattern.includes('{slug}')) return refuse('does not say where the slug goes: put {slug} into it.');
    return [];
  });
}

function parsed(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null;
}
