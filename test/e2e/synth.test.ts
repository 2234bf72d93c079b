import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { lintTemplates } from '../_helpers/cfn-lint';
import { cpuSeconds, WITH_CPU_TIME } from '../_helpers/cpu-time';
import { EXAMPLES, exampleText } from '../_helpers/examples';

const ROOT = path.resolve(__dirname, '../..');
const CDK = path.join(ROOT, 'node_modules/.bin/cdk');
/** Nothing listens there: whoever asks the network gets no answer. */
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

describe('cdk synth -c pipeline=FILE', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'spillway-synth-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(EXAMPLES)(
    'makes of examples/%s.yaml what CloudFormation takes, offline and in time',
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

  it('ends without a stack trace when a spec is refused, in one line with file, place and fix', async () => {
    const file = path.join(folder, 'bad.yaml');
    writeFileSync(file, exampleText('plain').replace('group: plain-processing', 'grupo: plain-processing'));

    const { code, output } = await synth(['-c', `pipeline=${file}`], path.join(folder, 'bad'));

    expect(code).toBe(1);
    expect(output).toMatch(
      /^SPEC_INVALID \S+bad\.yaml:\d+:\d+ grupo: expected no such key.*docs\/pipeline-spec\.md/m,
    );
    expect(output).not.toMatch(/^\s+at /m);
  }, 60_000);

  it('ends without a stack trace when the pipelines cannot be deployed together', async () => {
    const file = path.join(folder, 'other.yaml');
    writeFileSync(file, exampleText('plain').replace('name: plain', 'name: other'));

    const { code, output } = await synth(
      ['-c', `pipeline=examples/plain.yaml,${file}`],
      path.join(folder, 'two'),
    );

    expect(code).toBe(1);
    expect(output).toMatch(/DEPLOY_GROUP_TWICE .*plain-processing.*Give each pipeline a group of its own/);
    expect(output).not.toMatch(/^\s+at /m);
  }, 120_000);

  it('makes of examples/cdk/app.ts one stack with both pipelines, as a user of the package writes it', async () => {
    // In the checkout, so that it finds the package by its own name, as `npm install` would have put it.
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
