import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { buildApp } from '../../cdk/build-app';
import { exampleText } from '../_helpers/pipeline/examples';

// test/cdk/nag.test.ts checks CloudFormation's own rules, which take most of the time of a synth.
process.env.CDK_VALIDATION = 'false';

const ASSETS = path.resolve(__dirname, '../_fixtures/bundle');
const PLAIN = exampleText('plain');

describe('the app', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'spillway-app-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Writes specs, and builds an app of them as the command line does. */
  function built(...texts: string[]): { app: App; refused: string[] } {
    const files = texts.map((text, index) => {
      const file = path.join(folder, `${index}.yaml`);
      writeFileSync(file, text);
      return file;
    });
    const app = new App({ context: { pipeline: files.join(','), 'otel-spillway:assetRoot': ASSETS } });
    return { app, refused: buildApp(app) };
  }

  const other = PLAIN.replace('name: plain', 'name: other')
    .replace('group: plain', 'group: other')
    .replace('service: plain', 'service: other');

  const apart = other.replace('cluster: telemetry', 'cluster: other');

  it('creates a stack for each spec, named after it', () => {
    const { app, refused } = built(PLAIN, apart);

    expect(refused).toEqual([]);
    expect(app.node.children.map(({ node }) => node.id)).toEqual(
      expect.arrayContaining(['spillway-plain', 'spillway-other']),
    );
  });

  it('outputs the name of the function and the OTLP endpoint', () => {
    const { app } = built(PLAIN);

    const template = Template.fromStack(app.node.findChild('spillway-plain') as Stack);
    template.hasOutput('ControllerFunction', {});
    template.hasOutput('OtlpEndpoint', {});
  });

  it('uses the region of the spec, or that of the deployment if the spec has none', () => {
    const { app } = built(PLAIN, `${apart}\naws: { region: ap-southeast-2 }\n`);

    const [here, there] = ['plain', 'other'].map((name) => app.node.findChild(`spillway-${name}`) as Stack);
    expect([here?.environment, there?.environment]).toEqual([
      'aws://unknown-account/unknown-region',
      'aws://unknown-account/ap-southeast-2',
    ]);
    // A new VPC, too: which zones there are is for CloudFormation to say.
    Template.fromStack(there as Stack).hasResourceProperties('AWS::EC2::Subnet', {
      AvailabilityZone: { 'Fn::Select': [0, { 'Fn::GetAZs': Match.anyValue() }] },
    });
    const assembly = app.synth();
    expect(assembly.manifest.missing ?? []).toEqual([]);
  });

  it('outputs the id of a new VPC, and not that of an existing one', () => {
    const vpc = `{ id: vpc-0a1b2c3d, subnets: [subnet-0a1b2c3d], availabilityZones: [eu-west-1a] }`;
    const { app } = built(PLAIN, `${apart}\ndeploy: { vpc: ${vpc} }\n`);

    const outputs = (name: string) =>
      Template.fromStack(app.node.findChild(name) as Stack).findOutputs('Vpc');
    expect(Object.keys(outputs('spillway-plain'))).toHaveLength(1);
    expect(Object.keys(outputs('spillway-other'))).toHaveLength(0);
  });

  it('asks for a spec if none is given', () => {
    expect(buildApp(new App({ context: { pipeline: ' , ' } }))).toEqual([
      expect.stringMatching(/^DEPLOY_NO_PIPELINE .*-c pipeline=FILE/),
    ]);
  });

  it.each([
    [
      'an unknown signal',
      PLAIN.replace('  traces:', '  profiles:'),
      /^SPEC_INVALID \S+0\.yaml:\d+:\d+ signals\.profiles: unknown key/,
    ],
    [
      'no brokers',
      PLAIN.replace(/ {2}brokers:\n( {4}- .*\n)+/, '  brokers: []\n'),
      /^SPEC_INVALID \S+0\.yaml:\d+:\d+ kafka\.brokers: expected at least one broker/,
    ],
    [
      'no brokers and no MSK',
      PLAIN.replace(/ {2}brokers:\n( {4}- .*\n)+/, '  tls: {}\n'),
      /^SPEC_INVALID \S+0\.yaml:\d+:\d+ kafka\.brokers: is missing, expected a list of host:port, or deploy\.msk\.clusterArn/,
    ],
    [
      'SASL without a secret',
      PLAIN.replace('kafka:\n', 'kafka:\n  auth: { mechanism: PLAIN, username: otel }\n'),
      /^SPEC_INVALID \S+0\.yaml:\d+:\d+ kafka\.auth\.password: expected \{ env: NAME \} or/,
    ],
    [
      'max below min',
      PLAIN.replace('    cluster:', '    tasks: { min: 3, max: 2 }\n    cluster:'),
      /^SPEC_INVALID \S+0\.yaml:\d+:\d+ tiers\.processing\.tasks\.min: expected min to be at most max/,
    ],
  ])('rejects %s in one line with file, path and what to do', (_, text, line) => {
    const { refused } = built(text);

    expect(refused.filter((each) => line.test(each))).toHaveLength(1);
    expect(refused.filter((each) => each.includes('\n'))).toEqual([]);
  });

  it('reports the errors of all files at once, one per line', () => {
    const { refused } = built(PLAIN.replace('name: plain', 'name: Plain\nnmae: plain'), 'name: [');

    expect(refused).toEqual([
      expect.stringMatching(/^SPEC_INVALID \S+0\.yaml:\d+:\d+ name: /),
      expect.stringMatching(/^SPEC_INVALID \S+0\.yaml:\d+:\d+ nmae: /),
      expect.stringMatching(/^SPEC_NOT_YAML \S+1\.yaml:1:/),
    ]);
  });

  it('rejects two specs with the same name', () => {
    expect(built(PLAIN, PLAIN).refused).toEqual([
      expect.stringMatching(/^DEPLOY_NAME_TWICE \S+1\.yaml name: plain is also the name of \S+0\.yaml/),
    ]);
  });

  it('rejects two specs with the same group on the same Kafka, and not on two', () => {
    const sameGroup = PLAIN.replace('name: plain', 'name: other');
    const elsewhere = sameGroup
      .replaceAll('.internal:9092', '.elsewhere:9092')
      .replace('cluster: telemetry', 'cluster: other');

    expect(built(PLAIN, sameGroup).refused).toEqual([
      expect.stringMatching(/^DEPLOY_GROUP_TWICE \S+1\.yaml group: \S+ is also the group of \S+0\.yaml/),
    ]);
    expect(built(PLAIN, elsewhere).refused).toEqual([]);
  });

  it('reports a synth error once, in one line with the file', () => {
    const { refused } = built(
      PLAIN.replace(
        'kafka:\n',
        'kafka:\n  tls: {}\n  auth: { mechanism: PLAIN, username: otel, password: { env: KAFKA_PASSWORD } }\n',
      ),
    );

    expect(refused).toEqual([
      expect.stringMatching(
        /^CDK_PASSWORD_WITHOUT_SECRET \S+0\.yaml: kafka\.auth\.password names an environment variable.* Set it to .*secretsManager/,
      ),
    ]);
  });

  it('reports errors in a rendered configuration and secrets in one line each, with the key of the spec', () => {
    const { refused } = built(
      PLAIN.replace(
        '    backend:\n',
        [
          '    processors: { filter/health: { traces: { spann: [] } } }\n    backend:\n',
          '      headers: { Authorization: Bearer hunter2 }\n',
        ].join(''),
      ),
    );

    expect(refused.sort()).toEqual([
      expect.stringMatching(
        /^CDK_CONFIG_ERROR \S+0\.yaml: tiers\.processing\.processors\.filter\/health\.traces\.spann \(line \d+\): CONFIG_KEY_UNKNOWN .*spann/,
      ),
      expect.stringMatching(
        /^CDK_SECRET_IN_CLEAR \S+0\.yaml: tiers\.processing\.backend\.headers\.Authorization \(line \d+\): /,
      ),
    ]);
    expect(refused.join()).not.toMatch(/hunter2|\n/);
  });

  it('reports an unreachable image once for each tier, with the file', () => {
    const { refused } = built(`${PLAIN}\ndeploy: { vpc: { egress: endpoints } }\n`);

    expect(refused).toEqual(
      ['processing', 'ingestion'].map((tier) =>
        expect.stringMatching(
          new RegExp(`^CDK_IMAGE_OUT_OF_REACH \\S+0\\.yaml: The subnets .* deploy\\.${tier}\\.image and `),
        ),
      ),
    );
  });

  it('rejects two specs that create the same cluster, unless one uses the cluster of the other and is deployed after it', () => {
    const taking = `${other}\ndeploy: { cluster: existing }\naws: { region: eu-west-1 }\n`;
    const elsewhere = `${other}\naws: { region: eu-west-1 }\n`;

    expect(built(PLAIN, elsewhere).refused).toEqual([
      expect.stringMatching(
        /^CDK_CLUSTER_TWICE \S+1\.yaml: The cluster telemetry is also created by spillway-plain\/\S+\. .*deploy\.cluster: existing/,
      ),
    ]);
    const { app, refused } = built(taking, PLAIN);
    expect(refused).toEqual([]);
    const [first, second] = ['plain', 'other'].map((name) => app.node.findChild(`spillway-${name}`) as Stack);
    expect(second?.dependencies).toEqual([first]);
    expect(first?.dependencies).toEqual([]);
  });

  it('rejects two specs with the same group on the same MSK cluster without listed brokers', () => {
    const orders = exampleText('msk-iam');
    const sameGroup = orders.replace('name: orders', 'name: other');
    const elsewhere = sameGroup
      .replace('cluster/orders/', 'cluster/other/')
      .replace('cluster: orders', 'cluster: other');

    expect(built(orders, sameGroup).refused).toEqual([
      expect.stringMatching(/^DEPLOY_GROUP_TWICE \S+1\.yaml group: \S+ is also the group of \S+0\.yaml/),
    ]);
    expect(built(orders, elsewhere).refused).toEqual([]);
  });

  it('does not catch errors other than SpillwayError', () => {
    const app = new App({ context: { pipeline: 'x' } });
    jest.spyOn(app.node, 'tryGetContext').mockImplementation(() => {
      throw new TypeError('a fault');
    });

    expect(() => buildApp(app)).toThrow(TypeError);
  });
});
