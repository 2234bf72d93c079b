/** The import directions of docs/architecture.md, checked. Pure parts know nothing of the outside. */
const pure = '^lib/(core|collector|lint|doctor)/';
const io =
  '(^|/)node_modules/(kafkajs|@aws-sdk|@aws-lambda-powertools|aws-cdk-lib|constructs|commander|aws-msk-iam-sasl-signer-js)';
const nodeIo = '^(node:)?(fs|fs/promises|net|tls|http|https|child_process|dns|os|dgram)$';

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
      name: 'pure-parts-import-pipeline-and-each-other',
      severity: 'error',
      from: { path: pure },
      to: {
        path: '^(lib|lambda|cdk|local)/',
        pathNot: '^lib/(pipeline|core|collector|lint|doctor)/|^lib/errors\\.ts$',
      },
    },
    {
      name: 'pipeline-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^lib/pipeline/' },
      to: { path: '^(lib|lambda|cdk|local)/', pathNot: '^lib/pipeline/|^lib/errors\\.ts$' },
    },
    { name: 'errors-import-nothing', severity: 'error', from: { path: '^lib/errors\\.ts$' }, to: {} },
    {
      name: 'controller-knows-no-adapter',
      severity: 'error',
      from: { path: '^lib/controller/' },
      to: { path: `^(lib/(adapters|report|cli)|lambda|cdk|local)/|${io}|${nodeIo}` },
    },
    {
      name: 'adapters-know-ports-only',
      severity: 'error',
      from: { path: '^lib/adapters/' },
      to: {
        path: '^(lib/(report|cli|collector|lint)|lambda|cdk|local)/|^lib/controller/(?!ports\\.ts)|^lib/doctor/(?!(ports|target)\\.ts)',
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
      name: 'cdk-imports-pipeline-and-collector',
      severity: 'error',
      from: { path: '^cdk/' },
      to: { path: '^(lib|lambda|local)/', pathNot: '^lib/(pipeline|collector)/|^lib/errors\\.ts$' },
    },
    {
      name: 'controller-asks-no-msk',
      comment:
        'Its function is told the brokers at deploy: the client would only make each cold start longer.',
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
      to: { path: '^(verify|bench)/' },
    },
    {
      name: 'product-knows-no-test',
      severity: 'error',
      from: { path: '^(lib|lambda|cdk|local|verify|bench)/' },
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
