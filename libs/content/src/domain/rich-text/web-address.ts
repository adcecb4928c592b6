const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const BLANK = /\p{Zs}/gu;
const SCHEME = /^([a-z][a-z0-9+.-]*):/iu;

/**
 * Browsers skip tabs and line ends inside a scheme (`java\tscript:`), so they go before anything is decided. Blanks inside are
 * written as a browser would send them, and left out of telephone numbers.
 */
export function stripAddress(value: string): string {
  const address = value.replace(INVISIBLE, '').trim();
  return address.replace(BLANK, /^tel:/iu.test(address) ? '' : '%20');
}

/**
 * The address as it may stand in an `href`, or null when nobody should follow it. Asked when a draft is saved and again when
 * it is rendered: what was stored before a rule was tightened is held to the rule of today.
 */
export function safeHref(value: string): string | null {
  const address = stripAddress(value);
  const scheme = SCHEME.exec(address)?.[1]?.toLowerCase();
  const rest = scheme === undefined ? '' : address.slice(scheme.length + 1);
  if (scheme === 'http' || scheme === 'https') return isWebUrl(address) ? address : null;
  if (scheme === 'mailto') return /^[^?@]+@[^?@]+/u.test(rest) ? address : null;
  if (scheme === 'tel') return /[0-9]/u.test(rest) ? address : null;
  return null;
}

/** Pages elsewhere get no handle on ours and no word of who sent the reader; telephones and mail have no such thing. */
export function leavesTheSite(href: string): boolean {
  return /^https?:/iu.test(href);
}

function isWebUrl(address: string): boolean {
  if (!/^https?:\/\//iu.test(address) || address.includes('\\')) return false;
  return URL.canParse(address) && new URL(address).hostname !== '';
}
