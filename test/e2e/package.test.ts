import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type PackedPackage, packPackage } from '../_helpers/cli/packed-package';

const ROOT = path.resolve(__dirname, '../..');
const MODULES = path.join(ROOT, 'node_modules');
const ATTW = path.resolve(require.resolve('@arethetypeswrong/cli/package.json'), '../dist/index.js');
const CDK = path.join(MODULES, 'aws-cdk/bin/cdk');
const PUBLINT = path.resolve(require.resolve('publint'), '../cli.js');
const TSC = path.join(MODULES, 'typescript/bin/tsc');

/** Where a container would be started to build something, there is a program that always fails. */
const NO_DOCKER = { CDK_DOCKER: 'false' };

/** The stack is validated where the shipped app makes it. */
const QUICKLY = { ...NO_DOCKER, CDK_VALIDATION: 'false' };

/** The CDK's own types do not compile without Node's types; for ours, attw does this check. */
const STRICTLY = ['--target', 'es2022', '--module', 'nodenext', '--strict', '--skipLibCheck'];

/** A user's few lines. */
const APP = `
  import { App, Stack } from 'aws-cdk-lib';
  import { BacklogController, loadPipeline } from 'otel-spillway/cdk';
  const app = new App();
  const stack = new Stack(app, 'Checkout');
  const pipeline = loadPipeline('pipeline.yaml');
  new BacklogController(stack, 'Controller', { pipeline, config: { kind: 'managed' } });
  app.synth();
`;
const MISSPELT = `
  export const misspelt = () =>
    // @ts-expect-error
    new BacklogController(stack, 'Misspelt', { pipeline, config: { kind: 'manged' } });
`;

const BELONGS =
  /^(?:docs|examples|dist\/(?:bundle|cdk|lib\/(?:collector|errors|lint|output|pipeline)))\/|^dist\/lib\/synth-checks\.|^dist\/sbom\.cdx\.json$|^(?:LICENSE|(?:CHANGELOG|README|SECURITY)\.md|package\.json)$/;

const MOST_BYTES = 2_500_000;

let pack: PackedPackage;
let warnings: string[];

beforeAll(() => {
  pack = packPackage();
  warnings = pack.install(pack.file);
}, 180_000);

afterAll(() => pack?.remove());

const node = (...args: string[]) => pack.run(process.execPath, args, NO_DOCKER);
const inApp = (...parts: string[]) => path.join(pack.app, ...parts);

describe('the package', () => {
  it('contains what runs and what people read', () => {
    expect(pack.contents).toEqual(
      expect.arrayContaining([
        'dist/bundle/index.js',
        'dist/bundle/config-resource/index.js',
        'dist/bundle/msk-brokers/index.js',
        'dist/bundle/spillway.js',
        'dist/cdk/index.js',
        'dist/cdk/index.d.ts',
        'dist/lib/lint/api.js',
        'dist/lib/lint/api.d.ts',
        'docs/errors.md',
        'examples/plain.yaml',
      ]),
    );
  });

  it('contains no sources, tests, embedded world or source maps', () => {
    const needless = pack.contents.filter((each) => !BELONGS.test(each) || each.endsWith('.map'));

    expect(needless).toEqual([]);
  });

  it('is 2.5 MB or smaller', () => {
    expect(pack.bytes).toBeLessThanOrEqual(MOST_BYTES);
  });

  it.each([
    ['index.js', 'kafkajs@'],
    ['config-resource/index.js', '@aws-sdk/client-ssm@'],
    ['msk-brokers/index.js', '@aws-sdk/client-kafka@'],
    ['spillway.js', 'commander@'],
  ])('has the licences of the packages inside %s next to it', (bundle, name) => {
    const licences = shippedText(`dist/bundle/${bundle.replace('.js', '.licenses.txt')}`);

    expect(licences).toContain(`\n${name}`);
    expect(licences).toMatch(/copyright/i);
  });

  it('has in these the name and version of every package that esbuild put into the bundle', () => {
    const inside = bundledPackages();

    expect([...inside.keys()].sort()).toEqual([
      'dist/bundle/config-resource/index.js',
      'dist/bundle/index.js',
      'dist/bundle/msk-brokers/index.js',
      'dist/bundle/spillway.js',
    ]);
    for (const [bundle, packages] of inside) {
      const lines = new Set(shippedText(bundle.replace('.js', '.licenses.txt')).split('\n'));
      const missing = packages.filter((id) => ![...lines].some((line) => line.startsWith(`${id} (`)));
      expect([bundle, missing]).toEqual([bundle, []]);
      expect(packages).not.toEqual([]);
    }
  });

  it('has a CycloneDX SBOM of the packages that npm installs with it and those inside its bundles', () => {
    const sbom = JSON.parse(shippedText('dist/sbom.cdx.json')) as Sbom;
    const names = sbom.components.map(({ name }) => name);

    expect(sbom).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: { component: { name: 'otel-spillway', version: shippedVersion() } },
    });
    expect(names).toEqual(expect.arrayContaining(['kafkajs', 'commander', '@aws-lambda-powertools/logger']));
    expect(names).not.toContain('jest');
  });

  it('has an accurate package.json', () => {
    const ended = node(PUBLINT, 'run', pack.file, '--strict');

    expect(ended).toEqual({ code: 0, text: expect.stringContaining('All good!') });
  });

  it('has types for every kind of import', () => {
    const ended = node(ATTW, pack.file, '--no-color', '--no-emoji');

    expect(ended).toEqual({ code: 0, text: expect.stringContaining('No problems found') });
  });
});

describe('the package without CDK', () => {
  it('installs without a warning', () => {
    expect(warnings).toEqual([]);
  });

  it('runs with npx', () => {
    const ended = pack.run('npx', ['--no-install', 'spillway', '--version']);

    expect(ended).toMatchObject({ code: 0, text: expect.stringContaining(shippedVersion()) });
  });

  it('does not install the CDK', () => {
    expect(existsSync(inApp('node_modules/otel-spillway'))).toBe(true);
    expect(existsSync(inApp('node_modules/aws-cdk-lib'))).toBe(false);
  });

  it.each([
    ['validates a spec', ['validate', 'node_modules/otel-spillway/examples/plain.yaml']],
    ['lints a configuration', ['lint', 'node_modules/otel-spillway/docs/linted/dynatrace-exporter.yaml']],
    ['explains an error by the docs', ['explain', 'SPEC_UNREADABLE']],
  ])('%s', (_name, args) => {
    const ended = pack.run(inApp('node_modules/.bin/spillway'), args);

    expect(ended).toMatchObject({ code: 0 });
    expect(ended.text).not.toBe('');
  });
});

/** A user's few lines. The same in JavaScript, but for the type and for how the linter is imported. */
const LINTING = (types: boolean) => `
  const text = 'receivers: {kafka: {tls: }}\\nexporters: {debug: {}}\\nservice: {pipelines: {traces: {receivers: [kafka], exporters: [debug]}}}';
  const { findings, files } = lint([{ name: 'otel.yaml', text }], { rules: { NO_HEALTH_CHECK: 'off' } });
  const codes${types ? ': RuleCode[]' : ''} = findings.map(({ code }) => code);
  console.log(files[0]?.verdict, codes.includes('KAFKA_TLS_NULL'), codes.includes('NO_HEALTH_CHECK'), RULES.length > 80);
`;
const LINTED = { code: 0, text: 'accepted true false true\n' };

describe('the linter in the package without CDK', () => {
  it.each([
    ['CommonJS', 'lint.cjs', "const { lint, RULES } = require('otel-spillway/lint');"],
    ['an ES module', 'lint.mjs', "import { lint, RULES } from 'otel-spillway/lint';"],
  ])('runs in %s', (_name, file, head) => {
    writeFileSync(inApp(file), `${head}${LINTING(false)}`);

    expect(node(file)).toEqual(LINTED);
  });

  it.each(['cts', 'mts'])(
    'type-checks strictly in .%s, refuses a misspelt rule, and runs',
    (extension) => {
      const misspelt = `
  // @ts-expect-error
  lint([], { rules: { NO_HELTH_CHECK: 'off' } });
`;
      const head = "import { lint, RULES, type RuleCode } from 'otel-spillway/lint';";
      writeFileSync(inApp(`typed.${extension}`), `${head}${LINTING(true)}${misspelt}`);

      const compiled = node(TSC, ...STRICTLY, '--lib', 'es2023,dom', '--types', '', `typed.${extension}`);

      expect(compiled).toEqual({ code: 0, text: '' });
      expect(node(`typed.${extension.replace('ts', 'js')}`)).toEqual(LINTED);
    },
    120_000,
  );

  it('loads nothing but the parser of YAML and the matcher of paths', () => {
    const lines = `
      require('otel-spillway/lint').lint([{ name: 'a', text: 'receivers: {kafka: {topics: [^a]}}' }]);
      const packages = Object.keys(require.cache).map((file) => file.split('node_modules/').at(-1).split('/')[0]);
      console.log([...new Set(packages)].sort().join());
    `;

    expect(node('-e', lines)).toEqual({ code: 0, text: 'otel-spillway,picomatch,yaml\n' });
  });
});

describe('the package in an empty CDK app', () => {
  beforeAll(() => {
    pack.install(path.join(MODULES, 'aws-cdk-lib'), path.join(MODULES, 'constructs'));
    cpSync(path.join(ROOT, 'examples/plain.yaml'), inApp('pipeline.yaml'));
  }, 120_000);

  it('type-checks in strict mode, rejects a misspelt option, and deploys the bundles unchanged', () => {
    writeFileSync(inApp('app.ts'), `${APP}${MISSPELT}`);

    const compiled = node(TSC, ...STRICTLY, 'app.ts');
    const ran = pack.run(process.execPath, ['app.js'], { ...QUICKLY, CDK_OUTDIR: inApp('from-ts') });

    expect(compiled).toEqual({ code: 0, text: '' });
    expect(ran).toMatchObject({ code: 0 });
    expect(codesIn('from-ts')).toEqual(
      expect.arrayContaining([shipped('index.js'), shipped('config-resource/index.js')]),
    );
  }, 120_000);

  it('has an example app that type-checks in strict mode', () => {
    cpSync(inApp('node_modules/otel-spillway/examples/cdk/app.ts'), inApp('example.ts'));

    expect(node(TSC, ...STRICTLY, '--noEmit', 'example.ts')).toEqual({ code: 0, text: '' });
  }, 120_000);

  it('exports its constructs to an ES module by name', () => {
    const names = [
      'BacklogController',
      'IngestionTier',
      'Monitoring',
      'MskBrokers',
      'ProcessingTier',
      'SpillwayPipeline',
      'loadPipeline',
    ];
    const lines = `
      import { ${names.join(', ')} } from 'otel-spillway/cdk';
      console.log([${names.join(', ')}].map((each) => each.name).join());
    `;
    writeFileSync(inApp('names.mjs'), lines);

    expect(node('names.mjs')).toEqual({ code: 0, text: `${names.join()}\n` });
  }, 120_000);

  it('needs no TypeScript: the included app needs only the spec', () => {
    const app = 'node node_modules/otel-spillway/dist/cdk/app.js';
    const args = ['synth', '-q', '--app', app, '-c', 'pipeline=pipeline.yaml', '--output', 'from-spec'];

    expect(node(CDK, ...args)).toMatchObject({ code: 0 });
    expect(codesIn('from-spec')).toContain(shipped('index.js'));
  }, 120_000);

  it('hides its internal modules', () => {
    const { code, text } = node('-e', "require('otel-spillway/dist/cdk/bundle-path')");

    expect(code).not.toBe(0);
    expect(text).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});

/** By bundle, the packages whose code esbuild put into it, as `name@version`. */
function bundledPackages(): Map<string, string[]> {
  const meta = path.join(ROOT, 'dist/meta');
  const outputs = readdirSync(meta).flatMap((file) => {
    const written = JSON.parse(readFileSync(path.join(meta, file), 'utf8')) as { outputs: Outputs };
    return Object.entries(written.outputs);
  });
  return new Map(
    outputs
      .filter(([output]) => output.endsWith('.js'))
      .map(([output, { inputs }]) => {
        const folders = Object.keys(inputs).flatMap(
          (input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? [],
        );
        return [output, [...new Set(folders)].map(idOf)] as const;
      }),
  );
}

type Outputs = Record<string, { inputs: Record<string, unknown> }>;

function idOf(folder: string): string {
  const { name, version } = JSON.parse(readFileSync(path.join(ROOT, folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  return `${name}@${version}`;
}

interface Sbom {
  components: { name: string }[];
}

const shippedText = (file: string) => readFileSync(inApp('node_modules/otel-spillway', file), 'utf8');
const shippedVersion = () => (JSON.parse(shippedText('package.json')) as { version: string }).version;

/** Digests of what is uploaded as code. */
function codesIn(output: string): string[] {
  return readdirSync(inApp(output))
    .filter((name) => name.startsWith('asset.'))
    .map((name) => digest(inApp(output, name, 'index.js')));
}

const shipped = (file: string) => digest(inApp('node_modules/otel-spillway/dist/bundle', file));

function digest(file: string): string {
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : `no ${file}`;
}
