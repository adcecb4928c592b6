/** The line: platform <- ledger <- access <- content <- delivery <- interchange; edge knows platform and access only. */
const line = ['platform', 'ledger', 'access', 'content', 'delivery', 'interchange'];
const laterThan = (lib) => line.slice(line.indexOf(lib) + 1);

module.exports = {
  forbidden: [
    ...line.slice(0, -1).map((lib) => ({
      name: `line-${lib}`,
      comment: `libs/${lib} may not import what stands to its right on the line. Move the shared rule left, or let the caller pass it in.`,
      severity: 'error',
      from: { path: `^libs/${lib}/` },
      to: { path: `^libs/(${[...laterThan(lib), 'edge'].join('|')})/` },
    })),
    {
      name: 'line-interchange',
      comment: 'libs/interchange knows no transport. Put GraphQL and HTTP into an app.',
      severity: 'error',
      from: { path: '^libs/interchange/' },
      to: { path: '^libs/edge/' },
    },
    {
      name: 'edge-knows-little',
      comment:
        'libs/edge is plumbing for two APIs: it may import platform and access only. Pass domain things in from the app.',
      severity: 'error',
      from: { path: '^libs/edge/' },
      to: { path: '^libs/(ledger|content|delivery|interchange)/' },
    },
    {
      name: 'client-alone',
      comment: 'libs/client is a package that others install: it imports nothing of ours.',
      severity: 'error',
      from: { path: '^libs/client/' },
      to: { path: '^(apps|libs|migrations)/', pathNot: '^libs/client/' },
    },
    {
      name: 'front-door',
      comment: "Import a lib through its front door ('#content'), and export there what others need.",
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/([^/]+)/src/(?!index\\.ts$)', pathNot: '^libs/$1/' },
    },
    {
      name: 'front-door-for-apps',
      comment: "Apps import libs through their front door ('#content').",
      severity: 'error',
      from: { path: '^(apps|migrations)/' },
      to: { path: '^libs/[^/]+/src/(?!index\\.ts$)', pathNot: '^libs/(platform/src/entry|edge/src/serving)\\.ts$' },
    },
    {
      name: 'libs-know-no-app',
      comment: 'A lib serves any app: pass in what it needs.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-apart',
      comment: 'Apps are separate processes: what two share belongs in a lib.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'pure-domain',
      comment:
        'domain/ is pure: no Nest, TypeORM, pg, clock, randomness or I/O. Take values as arguments and return decisions.',
      severity: 'error',
      from: { path: '^libs/[^/]+/src/(domain|[a-z-]+/domain)/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: 'node_modules/(@nestjs|typeorm|pg|rxjs|pino|graphile-worker|dataloader)/|^(node:)?(fs|net|http|https|child_process|timers|os|worker_threads)(/|$)|/persistence/',
      },
    },
    {
      name: 'no-graphql-in-libs',
      comment: 'Only libs/edge and the apps speak GraphQL: return domain types and let a resolver translate.',
      severity: 'error',
      from: { path: '^libs/(?!edge/)' },
      to: { path: 'node_modules/(@nestjs/graphql|@nestjs/apollo|@apollo/server|graphql)/' },
    },
    {
      name: 'entities-stay-home',
      comment: "Entities and stores are a lib's own business: export a service or a domain type instead.",
      severity: 'error',
      from: { path: '^libs/[^/]+/src/index\\.ts$' },
      to: { path: '\\.entity\\.ts$' },
    },
    {
      name: 'migrations-stand-alone',
      comment: 'A migration must mean the same in five years: copy the constant in instead of importing it.',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { path: '^(libs|apps)/' },
    },
    {
      name: 'no-cycles',
      comment: 'Break the cycle: extract what both sides need.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unlisted',
      comment: 'Add the package to package.json.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'resolvable',
      comment: 'This import leads nowhere (packages of types alone excepted).',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|generated)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'require', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
