/** Lower case, no accents, one apostrophe; contractions taken apart. */
export function plainWords(segment: string): string[] {
  const word = segment
    .toLowerCase()
    .replace(/[’ʼ＇]/g, "'")
    .normalize('NFD')
    .replace(/\p{M}+/gu, '');
  if (word === "can't" || word === 'cannot' || word === 'cant') return ['can', 'not'];
  if (word === "won't") return ['will', 'not'];
  if (/n't$/.test(word)) return [word.slice(0, -3), 'not'];
  if (/^(?:do|does|did|is|are|was|were|would|should|could|has|have)nt$/.test(word)) return [word.slice(0, -2), 'not'];
  const [stem = word] = word.split("'");
  return [/^(?:[a-z]*)'(?:s|re|ve|ll|d|m)?$/.test(word) && stem !== '' ? stem : word.replaceAll("'", '')];
}
