/**
 * Who may import whom. Every area says what it may reach besides itself; all else is refused, and so is a file outside every area.
 * `npm`: the packages it may use, or "any" of them but the database drivers, which belong to the one door. `node`: whether Node's own modules are allowed.
 */
const DRIVERS = "node_modules/(@types/)?(pg|pg-[^/]+|prisma|@prisma/[^/]+)/";
const STAGES = ["ingest", "record", "edit", "evaluate", "alert", "command", "register", "refresh", "watch", "retention"];
const DOMAIN = "^lib/domain/";
const CONTRACT = "^lib/contract/";
const DB = "^lib/db/";
const ENV = "^lib/env\\.ts$";
const LOG = "^lib/log\\.ts$";
const METER = "^lib/meter\\.ts$";
const VOCABULARY = "^lib/domain/vocabulary\\.ts$";
const VERB_BASICS = "^lib/pipeline/(context|errors|refuse-secret)\\.ts$";

const stages = STAGES.map((stage, position) => ({
  name: `pipeline-${stage}`,
  path: `^lib/pipeline/${stage}/`,
  may: [
    VERB_BASICS,
    DOMAIN,
    CONTRACT,
    DB,
    LOG,
    METER,
    ...STAGES.slice(position + 1).map((later) => `^lib/pipeline/${later}/index\\.ts$`),
  ],
  npm: [],
}));

const AREAS = [
  { name: "domain", path: DOMAIN, may: [], npm: [], node: false },
  { name: "contract", path: CONTRACT, may: [VOCABULARY], npm: ["zod"], node: false },
  { name: "env", path: ENV, may: [], npm: ["zod"] },
  { name: "log", path: LOG, may: [ENV], npm: ["pino"] },
  { name: "meter", path: METER, may: ["^lib/db/shared\\.ts$"], npm: ["prom-client"] },
  { name: "db", path: DB, may: [DOMAIN, ENV, LOG], npm: "any", drivers: true },
  { name: "pipeline-basics", path: VERB_BASICS, may: [DOMAIN, CONTRACT, DB, LOG], npm: [] },
  ...stages,
  { name: "views", path: "^lib/views/", may: [DB, DOMAIN, CONTRACT], npm: [] },
  { name: "notify", path: "^lib/notify/", may: [DOMAIN, CONTRACT, ENV, LOG], npm: "any" },
  { name: "auth", path: "^lib/auth/", may: [DOMAIN, CONTRACT, DB, ENV, LOG, VERB_BASICS], npm: "any" },
  { name: "http", path: "^lib/http/", may: ["^lib/auth/", CONTRACT, VERB_BASICS, ENV, LOG, METER], npm: "any" },
  { name: "live", path: "^lib/live/", may: [DB, CONTRACT, LOG, METER], npm: [] },
  { name: "worker", path: "^lib/worker/", may: ["^lib/(pipeline|notify|views|db|auth)/", ENV, LOG], npm: "any" },
  { name: "cli", path: "^lib/cli/", may: ["^lib/(pipeline|notify|views|db|auth|demo)/", ENV, LOG], npm: "any" },
  { name: "mcp", path: "^lib/mcp/", may: [CONTRACT, DOMAIN], npm: "any" },
  { name: "wrap-wire", path: "^lib/mcp/wrap/wire/", may: [], npm: [], node: false },
  {
    name: "wrap-exchange",
    path: "^lib/mcp/wrap/exchange/",
    may: ["^lib/mcp/wrap/(wire|gate)/", "^lib/mcp/protect/tool-catalogue\\.ts$"],
    npm: [],
    node: false,
  },
  { name: "demo", path: "^lib/demo/", may: ["^lib/mcp/", CONTRACT], npm: "any" },
  { name: "ui", path: "^components/ui/", may: [VOCABULARY], npm: "any", node: false },
  { name: "charts", path: "^components/charts/", may: ["^components/ui/", VOCABULARY], npm: "any", node: false },
  { name: "components", path: "^components/(?!ui/|charts/)", may: ["^components/", CONTRACT, DOMAIN], npm: "any", node: false },
  { name: "api-routes", path: "^app/api/", may: ["^lib/(http|pipeline|views|live|contract|auth)/"], npm: "any" },
  { name: "pages", path: "^app/(?!api/)", may: ["^components/", "^lib/(views|auth|contract)/"], npm: "any" },
  { name: "tests", path: "^tests/", may: ["^lib/", "^app/", "^components/"], npm: "any", drivers: true },
  {
    name: "next-hooks",
    path: "^(proxy|instrumentation)\\.ts$",
    may: ["^lib/http/", "^lib/pipeline/(ingest|watch)/index\\.ts$", "^lib/db/process-database\\.ts$", LOG],
    npm: "any",
  },
  {
    name: "root",
    path: "^(?!(proxy|instrumentation)\\.ts)[^/]+\\.(ts|mjs)$",
    may: ["^tests/support/"],
    npm: "any",
    drivers: true,
  },
];

const packages = (npm) => (npm === "any" ? ["node_modules/"] : npm.map((name) => `node_modules/(@types/)?${name}/`));

const rulesOf = ({ name, path, may, npm, node = true, drivers = false }) => {
  const rule = { severity: "error", from: { path } };
  return [
    { ...rule, name, to: { pathNot: [path, ...may, ...packages(npm)], dependencyTypesNot: ["core", "unknown"] } },
    ...(node ? [] : [{ ...rule, name: `${name}-without-node`, to: { dependencyTypes: ["core"] } }]),
    ...(drivers ? [] : [{ ...rule, name: `${name}-without-driver`, to: { path: DRIVERS } }]),
  ];
};

export default {
  forbidden: [
    ...AREAS.flatMap(rulesOf),
    { name: "no-cycle", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    { name: "no-file-outside-an-area", severity: "error", from: { pathNot: AREAS.map(({ path }) => path) }, to: {} },
  ],
  options: {
    doNotFollow: { path: ["node_modules", "^lib/db/generated/"] },
    exclude: { path: ["^lib/db/generated/", "^next-env\\.d\\.ts$", "\\.css$"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { conditionNames: ["import", "require", "node", "default", "types"], exportsFields: ["exports"] },
  },
};
