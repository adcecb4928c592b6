export interface BannerFacts {
  readonly deliveryUrl: string;
  readonly studioUrl: string;
  readonly workerUrl: string;
  readonly previewUrl: string;
  readonly metricsUrls: readonly string[];
  readonly dataDir: string;
  readonly ownDatabase: boolean;
  /** How to sign in; empty when somebody already has. */
  readonly signIn: readonly string[];
}

const QUERY = '{ mythFacts(first: 5) { edges { node { myth fact } } } }';

/** What a person needs once everything runs. */
export function banner(facts: BannerFacts): string {
  const { deliveryUrl, studioUrl, workerUrl, previewUrl, metricsUrls, dataDir, ownDatabase, signIn } = facts;
  return [
    '',
    'Almanac is running.',
    '',
    `  Published content   ${deliveryUrl}/graphql   (try queries in a browser: ${deliveryUrl}/)`,
    `  Studio              ${studioUrl}/   (for programs: ${studioUrl}/graphql)`,
    `  Previews            ${previewUrl}   (the links that editors make open there)`,
    `  Health              ${[deliveryUrl, studioUrl, workerUrl, previewUrl].map((url) => `${url}/readyz`).join('  ')}`,
    `  Metrics             ${metricsUrls.map((url) => `${url}/metrics`).join('  ')}`,
    '',
    ...(signIn.length > 0 ? [...signIn, ''] : []),
    'A query to paste:',
    `  curl -s ${deliveryUrl}/graphql -H 'content-type: application/json' -d '${JSON.stringify({ query: QUERY })}'`,
    '',
    ownDatabase
      ? `The database is the one in DATABASE_URL; secrets and anchors lie in ${dataDir}.`
      : `All data lie in ${dataDir}.`,
    'Ctrl-C stops everything.',
    '',
  ].join('\n');
}
