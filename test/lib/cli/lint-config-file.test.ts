import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCli } from '../../../lib/cli/run-cli';
import type { LintReport } from '../../../lib/report/lint-report';
import { testCli } from '../../_helpers/cli/context';
import { processing } from '../../_helpers/lint/lint-rule';

const CONFIG = '.spillwaylint.yaml';
const TEXT = processing({ extensions: 'pprof: {}' });

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'spillway-lint-config-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const full = path.join(folder, name);
  await mkdir(path.dirname(full), { recursive: true });
  await writeFile(full, text);
  return full;
}

async function lint(...args: string[]) {
  const cli = testCli([], { stdin: TEXT });
  const code = await runCli(['lint', ...args], cli.context);
  return { code, out: cli.out(), err: cli.err() };
}

async function lintJson(...args: string[]): Promise<LintReport> {
  const { code, out, err } = await lint(...args, '-o', 'json', '--fail-on', 'never');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

/** Severities of NO_HEALTH_CHECK, and for which Collectors the files were checked. */
async function linted(...args: string[]) {
  const { findings, files } = await lintJson(...args);
  return {
    found: findings.filter(({ code }) => code === 'NO_HEALTH_CHECK').map(({ severity }) => severity),
    collectors: files.map(({ collector }) => collector),
  };
}

describe('The configuration file of spillway lint', () => {
  it('is the nearest one in the folder of a file or above, for each file', async () => {
    await file(CONFIG, 'version: 0.150.0\nrules: { NO_HEALTH_CHECK: error }\n');
    await file(`team/${CONFIG}`, 'rules: { NO_HEALTH_CHECK: off }\n');
    const outer = await file('deep/in/a.yaml', TEXT);
    const inner = await file('team/otel/b.yaml', TEXT);

    expect(await linted(outer, inner)).toEqual({
      found: ['error'],
      collectors: ['Collector v0.150.0', 'Collector v0.165.1'],
    });
  });

  it('may also be named .spillwaylint.yml', async () => {
    await file('.spillwaylint.yml', 'rules: { NO_HEALTH_CHECK: off }\n');

    expect((await linted(await file('a.yaml', TEXT))).found).toEqual([]);
  });

  it('has globs that are relative to its own folder, also with --config', async () => {
    const config = await file('config/lint.yaml', 'overrides: [{ files: [../otel/*], version: 0.145.0 }]\n');
    const name = await file('otel/a.yaml', TEXT);

    expect((await linted(name, '--config', config)).collectors).toEqual(['Collector v0.145.0']);
  });

  it('is the one of --config instead of the nearest, for standard input too', async () => {
    await file(CONFIG, 'rules: { NO_HEALTH_CHECK: off }\n');
    const config = await file('other.yaml', 'rules: { NO_HEALTH_CHECK: error }\n');
    const name = await file('a.yaml', TEXT);

    expect((await linted(name, '-', '--config', config)).found).toEqual(['error', 'error']);
  });

  it('does not count with --no-config, even if it is broken', async () => {
    await file(CONFIG, 'rules: [');
    const name = await file('a.yaml', TEXT);

    expect((await linted(name, '--no-config')).found).toHaveLength(1);
  });

  it('loses to the command line: --collector, and the Collectors of the spec', async () => {
    await file(CONFIG, 'version: 0.130.0\n');
    const name = await file('a.yaml', TEXT);
    const spec = await file(
      'pipeline.yaml',
      `name: checkout
kafka: { brokers: ["kafka:9092"] }
group: g
signals: { traces: { topic: otlp_spans } }
tiers:
  processing: { collectorVersion: 0.155.0, cluster: c, service: s, backend: { endpoint: "https://backend" } }
`,
    );

    expect((await linted(name)).collectors).toEqual(['Collector v0.130.0']);
    expect((await linted(name, '-p', spec)).collectors).toEqual(['Collector v0.155.0']);
    expect((await linted(name, '-p', spec, '--collector', '0.158.0')).collectors).toEqual([
      'Collector v0.158.0',
    ]);
  });

  it('decides what --fix changes', async () => {
    await file(CONFIG, 'rules: { KAFKA_TLS_NULL: off }\n');
    const name = await file('a.yaml', processing({ kafka: 'brokers: [k:9092], tls: ' }));

    expect((await lintJson(name, '--fix')).files.flatMap(({ fixed }) => fixed)).not.toContainEqual(
      expect.objectContaining({ code: 'KAFKA_TLS_NULL' }),
    );
  });

  it('stops the check if it is not valid, with its place and the nearest name', async () => {
    const config = await file(CONFIG, 'rules:\n  KAFKA_TLS_NUL: off\n');
    const name = await file('a.yaml', TEXT);

    expect(await lint(name)).toEqual({
      code: 2,
      out: '',
      err: expect.stringMatching(
        /^cannot: LINT_CONFIG_INVALID .*:2:3 rules has the unknown rule "KAFKA_TLS_NUL"\. Did you mean KAFKA_TLS_NULL\? /,
      ),
    });
    expect(JSON.parse((await lint(name, '-o', 'json')).out).error.message).toContain(
      path.relative('', config),
    );
  });

  it('has to exist if --config names it', async () => {
    const name = await file('a.yaml', TEXT);

    expect(await lint(name, '--config', path.join(folder, 'nowhere.yaml'))).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^cannot: LINT_CONFIG_UNREADABLE .* \(ENOENT\)/),
    });
  });
});
