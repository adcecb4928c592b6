/** Addresses that a published body may link to; anything else loses its link and keeps its text. */
export function safeHref(href: string): string | null {
  const trimmed = href.trim();
  if (trimmed.length > 2000 || /[\s\u0000-\u001f]/.test(trimmed)) return null;
  return /^(?:https?:\/\/[^/]|mailto:[^@\s]+@|tel:[+\d(])/i.test(trimmed) ? trimmed : null;
}
