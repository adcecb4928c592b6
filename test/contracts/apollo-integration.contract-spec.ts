import { createRequire } from 'node:module';
import { ApolloServer, type ApolloServerOptions, type BaseContext } from '@apollo/server';
import type {
  CreateServerForIntegrationTests,
  CreateServerForIntegrationTestsOptions,
} from '@apollo/server-integration-testsuite';
import fastifyApollo from '@as-integrations/fastify';
import { fastify as plainFastify } from 'fastify';
import { createHttpApp, createLogger, type Front } from '#edge';

const ONE_OPERATION = 'one operation per request: lists are refused before Apollo sees them';
const ONLY_JSON =
  'a body is JSON or refused with 415 before Apollo sees it, so its rule against forged forms has nothing to do';

/** Where we decided otherwise than the suite: these run on Fastify as it comes, so that they still test Apollo's own side. */
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

/** Apollo as both APIs mount it: behind our Fastify, its body parser, its checks and its error handler. */
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

const createServer: CreateServerForIntegrationTests = async (config, options = {}) => {
  const name = expect.getState().currentTestName ?? '';
  const exception = Object.keys(OTHERWISE).find((each) => name.endsWith(` ${each}`));
  if (exception !== undefined) seen.add(exception);
  const Apollo = apolloOf(exception);
  const server = new Apollo(config as unknown as ApolloServerOptions<BaseContext>);
  await server.start();
  const place = await (exception === undefined ? ours : plain)(server, options);
  return { server: server as never, ...place };
};

// The suite itself leaves out its 24 tests of @defer by a real executor: they need graphql 17, which Apollo Server does not take.
defineIntegrationTestSuite(createServer);

test('every exception is a test of the suite', () => {
  expect([...seen].sort()).toEqual(Object.keys(OTHERWISE).sort());
});
