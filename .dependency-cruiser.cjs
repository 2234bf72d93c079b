/** The import directions of docs/architecture.md, checked. Pure parts know nothing of the outside. */
const pure = '^lib/(core|collector|lint|doctor)/';
const io =
  '(^|/)node_modules/(kafkajs|@aws-sdk|@aws-lambda-powertools|aws-cdk-lib|constructs|commander|aws-msk-iam-sasl-signer-js)';
const nodeIo = '^(node:)?(fs|fs/promises|net|tls|http|https|child_process|dns|os|dgram)$';

/** The folders of lib/core, from the bottom up: each may import only those before it. */
const core = [
  'vocabulary',
  'snapshot',
  'lag',
  'facts',
  'gates',
  'recreate',
  'roll',
  'commands',
  'state',
  'decide',
];

/** Keeps what is below `from` to the given folders and files of lib, and lib/pipeline and lib/errors. */
function only(name, from, folders, files = []) {
  const allowed = [...folders.map((folder) => `${folder}/`), ...files, 'pipeline/', 'errors/'];
  return {
    name,
    severity: 'error',
    from: { path: `^lib/${from}/` },
    to: { path: '^(lib|lambda|cdk|local)/', pathNot: `^lib/(${allowed.join('|')})` },
  };
}

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'pure-parts-stay-pure',
      severity: 'error',
      from: { path: `${pure}|^lib/pipeline/` },
      to: { path: `${io}|${nodeIo}` },
    },
    {
      name: 'core-is-made-of-known-folders',
      comment: 'A new folder has to be given its place in the order.',
      severity: 'error',
      from: { path: '^lib/core/', pathNot: `^lib/core/(${core.join('|')})/` },
      to: {},
    },
    ...core.map((folder, place) =>
      only(
        `core-${folder}-imports-what-is-below-it`,
        `core/${folder}`,
        core.slice(0, place + 1).map((below) => `core/${below}`),
      ),
    ),
    only('collector-imports-pipeline-only', 'collector', ['collector']),
    only('lint-imports-collector', 'lint', ['lint', 'collector']),
    only('doctor-imports-collector', 'doctor', ['doctor', 'collector'], ['output/redact\\.ts']),
    {
      name: 'lint-has-one-door',
      severity: 'error',
      from: { path: '^(lib|lambda|cdk|local|bench|chaos)/', pathNot: '^lib/lint/' },
      to: { path: '^lib/lint/', pathNot: '^lib/lint/index\\.ts$' },
    },
    {
      name: 'lint-rules-know-no-engine',
      severity: 'error',
      from: { path: '^lib/lint/(rules|settings)/' },
      to: {
        path: '^lib/lint/',
        pathNot: '^lib/lint/((rules|settings)/|(rule|facts|finding|examples|moved-settings)\\.ts$)',
      },
    },
    {
      name: 'pipeline-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^lib/pipeline/' },
      to: { path: '^(lib|lambda|cdk|local)/', pathNot: '^lib/pipeline/|^lib/errors/' },
    },
    {
      name: 'errors-import-output-only',
      severity: 'error',
      from: { path: '^lib/errors/' },
      to: { pathNot: '^lib/(errors|output)/' },
    },
    {
      name: 'output-imports-nothing',
      severity: 'error',
      from: { path: '^lib/output/' },
      to: { pathNot: '^lib/output/' },
    },
    {
      name: 'output-has-one-door',
      comment:
        'What is written is encoded there. Redaction and single names are for errors and adapters, too.',
      severity: 'error',
      from: { path: '^(lib|lambda|cdk|local|verify|bench|chaos)/', pathNot: '^lib/output/' },
      to: { path: '^lib/output/', pathNot: '^lib/output/(index|redact|printable)\\.ts$' },
    },
    {
      name: 'controller-knows-no-adapter',
      severity: 'error',
      from: { path: '^lib/controller/' },
      to: { path: `^(lib/(adapters|report|cli)|lambda|cdk|local)/|${io}|${nodeIo}` },
    },
    {
      name: 'adapters-know-ports-and-snapshots-only',
      severity: 'error',
      from: { path: '^lib/adapters/' },
      to: {
        path: '^(lib|lambda|cdk|local)/',
        pathNot:
          '^lib/(adapters|pipeline|core/snapshot)/|^lib/errors/|^lib/output/|^lib/controller/ports\\.ts$|^lib/doctor/(ports|target)\\.ts$',
      },
    },
    {
      name: 'kafka-and-aws-are-strangers',
      severity: 'error',
      from: { path: '^lib/adapters/(kafka|aws)/' },
      to: { path: '^lib/adapters/(kafka|aws)/', pathNot: '^lib/adapters/$1/' },
    },
    {
      name: 'report-draws-only',
      severity: 'error',
      from: { path: '^lib/report/' },
      to: { path: `^(lib/(adapters|cli)|lambda|cdk|local)/|${nodeIo}` },
    },
    {
      name: 'lib-knows-no-shell',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(lambda|cdk|local)/' },
    },
    {
      name: 'cdk-imports-pipeline-collector-and-lint',
      severity: 'error',
      from: { path: '^cdk/' },
      to: {
        path: '^(lib|lambda|local)/',
        pathNot: '^lib/(pipeline|collector|lint|errors)/|^lib/synth-checks\\.ts$',
      },
    },
    {
      name: 'controller-asks-no-msk',
      comment:
        'The controller gets the brokers at deploy. The MSK client would only make each cold start longer.',
      severity: 'error',
      from: { path: '^lambda/index\\.ts$' },
      to: { path: '^lib/adapters/aws/msk-brokers\\.ts$', reachable: true },
    },
    {
      name: 'explorer-knows-the-pure-core',
      comment: 'It asks the real decisions against a model: no adapter, no client, no shell.',
      severity: 'error',
      from: { path: '^verify/' },
      to: { path: `^(lib/(adapters|report|cli|runtime)|lambda|cdk|local)/|${io}` },
    },
    {
      name: 'product-knows-no-explorer-nor-bench',
      severity: 'error',
      from: { path: '^(lib|lambda|cdk|local)/' },
      to: { path: '^(verify|bench|chaos|fuzz)/' },
    },
    {
      name: 'product-knows-no-test',
      severity: 'error',
      from: { path: '^(lib|lambda|cdk|local|verify|bench|chaos|fuzz)/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    // TypeScript 7 has no JavaScript API for tools yet: swc reads the sources instead.
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      conditionNames: ['node', 'require', 'import'],
    },
  },
};
