import { serverAudits } from 'graphql-http';

/**
 * What the draft calls SHOULD and we do otherwise, for one reason: who asks for `application/json` is answered with 400
 * when nothing ran, as Apollo Server does, so that a proxy, a log and `curl --fail` see a refusal too.
 */
const WARNINGS = new Map([
  ['572B', 'a document that cannot be parsed'],
  ['FDE2', 'a document that is not valid'],
  ['7B9B', 'a variable of the wrong type'],
]);

/** One test for each audit of GraphQL over HTTP, and one that the warnings are those that are explained. */
export function auditHttp(
  url: () => Promise<string>,
  headers: () => Readonly<Record<string, string>> = () => ({}),
): void {
  // A GET needs a header that no page sends without a preflight; the audits know nothing of it.
  const deliberate: typeof fetch = (input, init = {}) =>
    fetch(input, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), 'apollo-require-preflight': '1', ...headers() },
    });
  const audits = serverAudits({ url: async () => `${await url()}/graphql`, fetchFn: deliberate });

  test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
    'GraphQL over HTTP %s: %s',
    async (id, _name, audit) => {
      const result = await audit.fn();
      const status = result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}`;
      expect(status).toBe(WARNINGS.has(id) ? 'warn: Response status code is not 200' : 'ok');
    },
  );

  test('the warnings that are explained are audits', () => {
    expect(audits.map(({ id }) => id)).toEqual(expect.arrayContaining([...WARNINGS.keys()]));
  });
}
