import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { lintTemplates } from '../_helpers/cdk/cfn-lint';
import { EXAMPLES, exampleText } from '../_helpers/pipeline/examples';
import { cpuSeconds, WITH_CPU_TIME } from '../_helpers/process/cpu-time';

const ROOT = path.resolve(__dirname, '../..');
const CDK = path.join(ROOT, 'node_modules/.bin/cdk');
/** Nothing listens there, so a call to AWS fails at once. */
const NOWHERE = 'http://127.0.0.1:9';

interface Synthesis {
  code: number;
  output: string;
  /** Of the command line and the app together. */
  tookCpuSeconds: number;
}

/** `npx cdk synth -q …` in the checkout, with no account and no network. */
function synth(what: string[], outdir: string): Promise<Synthesis> {
  const args = ['-c', WITH_CPU_TIME, CDK, 'synth', '-q', ...what, '-o', outdir];
  const env = { PATH: process.env.PATH, HOME: outdir, CI: '1', https_proxy: NOWHERE, http_proxy: NOWHERE };
  return new Promise((resolve) => {
    execFile('bash', args, { cwd: ROOT, env }, (error, stdout, stderr) => {
      resolve({
        code: typeof error?.code === 'number' ? error.code : 0,
        output: stdout,
        tookCpuSeconds: cpuSeconds(stderr),
      });
    });
  });
}

/** All that is said but for the CDK's own words: what it bundles, and that the app ended with 1. */
function saidBySpillway(output: string): string[] {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return lines.filter((line) => !/^Bundling asset |: Subprocess exited with error 1/.test(line));
}

describe('cdk synth -c pipeline=FILE', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'spillway-synth-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(EXAMPLES)(
    'synthesises examples/%s.yaml to a template that CloudFormation accepts, offline and in time',
    async (name) => {
      const outdir = path.join(folder, name);

      const { code, output, tookCpuSeconds } = await synth(['-c', `pipeline=examples/${name}.yaml`], outdir);

      expect({ code, output }).toMatchObject({
        code: 0,
        output: expect.not.stringMatching(/\bWARNING\b|\bERROR\b|feature flags/),
      });
      expect(tookCpuSeconds).toBeLessThan(15);
      // Where the library writes an exception, also one that was caught.
      expect(readdirSync(outdir)).not.toContain('error.txt');
      const templates = readdirSync(outdir).filter((file) => file.endsWith('.template.json'));
      expect(templates).toHaveLength(1);
      expect(await lintTemplates(templates.map((file) => path.join(outdir, file)))).toEqual([]);
    },
    240_000,
  );

  it('rejects a spec in one line with file, place and fix, without a stack trace', async () => {
    const file = path.join(folder, 'bad.yaml');
    writeFileSync(file, exampleText('plain').replace('group: plain-processing', 'grupo: plain-processing'));

    const { code, output } = await synth(['-c', `pipeline=${file}`], path.join(folder, 'bad'));

    expect(code).toBe(1);
    expect(output).toMatch(
      /^SPEC_INVALID \S+bad\.yaml:\d+:\d+ grupo: unknown key "grupo"\. Did you mean group\?.*docs\/pipeline-spec\.md/m,
    );
    expect(output).not.toMatch(/^\s+at /m);
  }, 60_000);

  it('succeeds in the same folder after the spec is fixed', async () => {
    const file = path.join(folder, 'fixed.yaml');
    const outdir = path.join(folder, 'fixed');
    const refused = 'auth: { mechanism: PLAIN, username: otel, password: { env: KAFKA_PASSWORD } }';
    writeFileSync(file, exampleText('plain').replace('kafka:\n', `kafka:\n  ${refused}\n`));
    expect((await synth(['-c', `pipeline=${file}`], outdir)).code).toBe(1);

    writeFileSync(file, exampleText('plain'));

    expect(await synth(['-c', `pipeline=${file}`], outdir)).toMatchObject({ code: 0 });
  }, 120_000);

  const kafka = (line: string) => ({ from: 'kafka:\n', to: `kafka:\n  ${line}\n` });

  it.each([
    [
      'an unknown signal',
      { from: '  traces:', to: '  traces: { topic: otlp_spans }\n  profiles:' },
      /^SPEC_INVALID \S+\.yaml:\d+:\d+ signals\.profiles: unknown key.*docs\/pipeline-spec\.md/,
    ],
    [
      'no brokers',
      { from: /brokers:\n( {4}- .*\n)+/, to: 'brokers: []\n' },
      /^SPEC_INVALID \S+\.yaml:\d+:\d+ kafka\.brokers: .*docs\/pipeline-spec\.md/,
    ],
    [
      'SASL without a password',
      kafka('auth: { mechanism: PLAIN, username: otel }'),
      /^SPEC_INVALID \S+\.yaml:\d+:\d+ kafka\.auth\.password: expected \{ env: NAME \} or \{ secretsManager: ID/,
    ],
    [
      'SASL with a password that no container has',
      kafka('tls: {}\n  auth: { mechanism: PLAIN, username: otel, password: { env: KAFKA_PASSWORD } }'),
      /^CDK_PASSWORD_WITHOUT_SECRET \S+\.yaml: kafka\.auth\.password names .* Set it to \{ secretsManager: ID/,
    ],
    [
      'max below min',
      { from: '    cluster:', to: '    tasks: { min: 3, max: 2 }\n    cluster:' },
      /^SPEC_INVALID \S+\.yaml:\d+:\d+ tiers\.processing\.tasks\.min: expected min to be at most max/,
    ],
  ])(
    'reports %s in one line with file, path and fix, and nothing else',
    async (what, edit, line) => {
      const file = path.join(folder, `${what.replaceAll(' ', '-')}.yaml`);
      writeFileSync(file, exampleText('plain').replace(edit.from, edit.to));

      const { code, output } = await synth(['-c', `pipeline=${file}`], path.join(folder, 'bad'));

      expect(code).toBe(1);
      expect(saidBySpillway(output)).toEqual([expect.stringMatching(line)]);
    },
    120_000,
  );

  it('reports published images without an endpoint in one line per tier, with file and fix', async () => {
    const file = path.join(folder, 'closed.yaml');
    writeFileSync(file, `${exampleText('plain')}\ndeploy: { vpc: { egress: endpoints } }\n`);

    const { code, output } = await synth(['-c', `pipeline=${file}`], path.join(folder, 'closed'));

    expect(code).toBe(1);
    expect(saidBySpillway(output)).toEqual(
      ['processing', 'ingestion'].map((tier) =>
        expect.stringMatching(
          new RegExp(
            `^CDK_IMAGE_OUT_OF_REACH \\S+closed\\.yaml: .* Copy the images to your ECR and set deploy\\.${tier}\\.image and deploy\\.${tier}\\.helperImage,`,
          ),
        ),
      ),
    );
  }, 120_000);

  it('reports two pipelines with one group in one line with both files, and nothing else', async () => {
    const file = path.join(folder, 'other.yaml');
    writeFileSync(file, exampleText('plain').replace('name: plain', 'name: other'));

    const { code, output } = await synth(
      ['-c', `pipeline=examples/plain.yaml,${file}`],
      path.join(folder, 'two'),
    );

    expect(code).toBe(1);
    expect(saidBySpillway(output)).toEqual([
      expect.stringMatching(
        /^DEPLOY_GROUP_TWICE \S+other\.yaml group: plain-processing is also the group of examples\/plain\.yaml.* Give each pipeline its own group/,
      ),
    ]);
  }, 120_000);

  it('synthesises examples/cdk/app.ts, as a user of the package writes it, to one stack with both pipelines', async () => {
    // In the checkout, so that it finds the package by its own name, as after `npm install`.
    const compiled = path.join(ROOT, '.cache/examples-cdk/app.js');
    buildSync({
      entryPoints: [path.join(ROOT, 'examples/cdk/app.ts')],
      outfile: compiled,
      format: 'cjs',
      platform: 'node',
    });
    const outdir = path.join(folder, 'app');

    const { code, output } = await synth(['-a', `${process.execPath} ${compiled}`], outdir);

    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.not.stringMatching(/\bWARNING\b|\bERROR\b/),
    });
    const template = readFileSync(path.join(outdir, 'Telemetry.template.json'), 'utf8');
    expect(template.match(/"AWS::Scheduler::Schedule"/g)).toHaveLength(2);
    expect(template.match(/"AWS::ECS::Service"/g)).toHaveLength(2);
    expect(template).toContain('orders-collectors');
  }, 120_000);
});
