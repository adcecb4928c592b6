import { createRequire } from 'node:module';
import { ApolloServer, type ApolloServerOptions, type BaseContext } from '@apollo/server';
import type {
  CreateServerForIntegrationTests,
  CreateServerForIntegrationTestsOptions,
} from '@apollo/server-integration-testsuite';
import fastifyApollo from '@as-integrations/fastify';
import { fastify as plainFastify } from 'fastify';
import { apolloSettings, createHttpApp, createLogger, type Front } from '#edge';

type Settings = ReturnType<typeof apolloSettings>;
const SETTINGS: Settings = apolloSettings({
  logger: createLogger('test', 'silent'),
  production: false,
  prices: { limit: 1_000, fields: {}, lengths: {} },
});

const ONE_OPERATION = 'one operation per request: lists are refused before Apollo sees them';
const ONLY_JSON =
  'a body is JSON or refused with 415 before Apollo sees it, so its rule against forged forms has nothing to do';

/** What of our settings the suite decides otherwise: these tests run with all of them but those under which they stand. */
const WITHOUT: Readonly<Partial<Record<keyof Settings, readonly string[]>>> = {
  // Errors are told in our own form, with no value of the caller: bad-input.e2e-spec.
  formatError: [
    'allows setting a custom status code for an error',
    'variable coercion errors',
    'catches required type variable error and returns UserInputError',
    'catches required List type variable error and returns UserInputError',
    'catches non-null type variable error and returns UserInputError',
    'catches non-null List type variable error and returns UserInputError',
    'catches List of non-null type variable error and returns UserInputError',
    'catches custom scalar parseValue and returns BAD_USER_INPUT',
    'catches custom scalar parseValue and preserves code',
    'propagates error codes in production',
    'propagates error codes with null response in production',
    'propagates error codes in dev mode',
    'shows error extensions in extensions (only!)',
    'does not expose stack',
    "doesn't resort to query body signature on `didResolveOperation` error",
    'undefined error',
    'unmodified',
    'masked',
    'new error',
    'modified error',
    'nulled error',
    'throwing in didResolveOperation results in error with default HTTP status code',
    'throwing in didResolveOperation results in error with specified HTTP status code',
    'returns errors',
    'GraphQLError HTTP extensions are respected and stripped',
    'prevents introspection by default during production',
    'errors when version is not specified',
    'errors when version is unsupported',
    'errors when hash is mismatched',
    'returns error when hash does not match',
  ],
  includeStacktraceInErrorResponses: ['propagates error codes in dev mode'],
  // Hashes are looked up in front of Apollo, among what is registered and what was sent: cache-clients.e2e-spec.
  persistedQueries: [
    "doesn't internal server error on an APQ",
    'returns PersistedQueryNotFound to a GET request',
    'returns PersistedQueryNotFound to a POST request',
    'errors when version is not specified',
    'errors when version is unsupported',
    'errors when hash is mismatched',
    'returns error when hash does not match',
  ],
  // What caches may keep is decided by what an answer shows, not by hints of the schema: cache.e2e-spec.
  plugins: [
    'cache-control not set without any hints with if-cacheable',
    'cache-control set with dynamic hint',
    'cache-control set with defaultMaxAge',
    'applies cacheControl Headers',
    'applies cacheControl Headers with if-cacheable',
    'contains private cacheControl Headers when scoped',
    'runs when cache-control is disabled',
  ],
  // Told by ALMANAC_ENV, not by the environment of Node.
  introspection: ['prevents introspection by default during production'],
};

/** Where our edge decided otherwise than the suite: these run on Fastify as it comes, so that they still test Apollo's own side. */
const OTHERWISE: Readonly<Record<string, string>> = {
  'lockstep versioning of @apollo/server and @apollo/server-integration-testsuite':
    'a patch release of Apollo Server has no suite of its own: it gets the copy that the suite was made with',
  'CSRF prevention default': ONLY_JSON,
  'throws an error if POST body is empty': ONLY_JSON,
  'throws an error if invalid content-type': ONLY_JSON,
  'throws an error if POST JSON is malformed':
    'our own words, in the JSON of GraphQL instead of a text of the framework',
  'applies cacheControl Headers for batched operation': ONE_OPERATION,
  'can handle batch requests': ONE_OPERATION,
  'can handle batch requests with one element': ONE_OPERATION,
  'returns an error on batch requests with no elements': ONE_OPERATION,
  'can handle batch requests in parallel': ONE_OPERATION,
  'disables batch requests by default': ONE_OPERATION,
  'clones batch context': ONE_OPERATION,
  'executes batch context if it is a function': ONE_OPERATION,
  'returns with batched persisted queries': ONE_OPERATION,
};
/** Its ESM build imports a folder, which only bundlers find. */
const { defineIntegrationTestSuite } = createRequire(import.meta.url)('@apollo/server-integration-testsuite') as {
  readonly defineIntegrationTestSuite: (create: CreateServerForIntegrationTests, options?: object) => void;
};
const seen = new Set<string>();

/** The suite asks at `/`; we serve one address. */
const atOurAddress: Front = (request, _response, pass) => {
  request.url = `/graphql${(request.url ?? '/').slice(1)}`;
  pass();
};

/** Apollo as both APIs mount it, with the settings of both: behind our Fastify, its body parser, its checks and its error handler. */
async function ours(server: ApolloServer, context: CreateServerForIntegrationTestsOptions) {
  const app = await createHttpApp(
    { module: class SuiteModule {} },
    createLogger('test', 'silent'),
    (fastify) => void fastify.register(fastifyApollo(server), { path: '/graphql', ...context }),
    { front: atOurAddress },
  );
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl(), extraCleanup: () => app.close() };
}

async function plain(server: ApolloServer, context: CreateServerForIntegrationTestsOptions) {
  const fastify = plainFastify();
  await fastify.register(fastifyApollo(server), { path: '/', ...context });
  const url = await fastify.listen({ port: 0, host: '127.0.0.1' });
  return { url, extraCleanup: () => fastify.close() };
}

/** The suite has a copy of Apollo Server for itself when ours is another patch. */
function apolloOf(exception: string | undefined): typeof ApolloServer {
  if (!exception?.startsWith('lockstep')) return ApolloServer;
  const suite = createRequire(createRequire(import.meta.url).resolve('@apollo/server-integration-testsuite'));
  return (suite('@apollo/server') as { ApolloServer: typeof ApolloServer }).ApolloServer;
}

/** What the suite gives wins, as it is what the test is about. */
function settingsFor(isTest: (name: string) => boolean, given: ApolloServerOptions<BaseContext>) {
  const ours: Partial<Settings> = { ...SETTINGS };
  for (const [setting, names] of Object.entries(WITHOUT)) {
    const name = names.find(isTest);
    if (name === undefined) continue;
    seen.add(name);
    delete ours[setting as keyof Settings];
  }
  const plugins = [...(ours.plugins ?? []), ...(given.plugins ?? [])];
  return { ...ours, ...given, plugins } as ApolloServerOptions<BaseContext>;
}

const createServer: CreateServerForIntegrationTests = async (config, options = {}) => {
  const current = expect.getState().currentTestName ?? '';
  const isTest = (name: string) => current.endsWith(` ${name}`);
  const exception = Object.keys(OTHERWISE).find(isTest);
  if (exception !== undefined) seen.add(exception);
  const Apollo = apolloOf(exception);
  const given = config as unknown as ApolloServerOptions<BaseContext>;
  const server = new Apollo(exception === undefined ? settingsFor(isTest, given) : given);
  await server.start();
  const place = await (exception === undefined ? ours : plain)(server, options);
  return { server: server as never, ...place };
};

// The suite itself leaves out its 24 tests of @defer by a real executor: they need graphql 17, which Apollo Server does not take.
defineIntegrationTestSuite(createServer);

test('every exception is a test of the suite', () => {
  const named = new Set([...Object.keys(OTHERWISE), ...Object.values(WITHOUT).flat()]);
  expect([...seen].sort()).toEqual([...named].sort());
});
