import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { runCli } from '../../../lib/cli/run-cli';
import type { LintReport } from '../../../lib/report/lint-report';
import { testCli } from '../../_helpers/cli/context';

/** Reads from Kafka in plaintext where TLS was meant: KAFKA_TLS_NULL on line 5, which has a fix. */
const TLS_NULL = `# a comment that stays
receivers:
  kafka:
    group_id: processing
    tls: # the roots of the image
exporters: {debug: }
service:
  pipelines:
    traces: {receivers: [kafka], exporters: [debug]}
`;
const TLS_EMPTY_MAP = TLS_NULL.replace('tls: #', 'tls: {} #');

function oneWay(receiver: string, from: string, exporter: string, to: string): string {
  return `receivers: {${receiver}: ${from}}
exporters: {${exporter}: ${to}}
service: {pipelines: {traces: {receivers: [${receiver}], exporters: [${exporter}]}}}
`;
}

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'spillway-lint-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string | Buffer): Promise<string> {
  const name_ = path.join(folder, name);
  await writeFile(name_, content);
  return name_;
}

async function lint(args: string[], stdin = '') {
  const cli = testCli([], { stdin });
  const code = await runCli(['lint', ...args], cli.context);
  return { code, out: cli.out(), err: cli.err() };
}

async function lintJson(args: string[], stdin = ''): Promise<LintReport> {
  return JSON.parse((await lint([...args, '--format', 'json'], stdin)).out);
}

async function spec145(ingestion: string): Promise<string> {
  return file(
    'pipeline.yaml',
    `name: checkout
kafka: { brokers: ["kafka-1.internal:9092"] }
group: processing
signals: { traces: { topic: otlp_spans } }
tiers:
${ingestion || '  ingestion: { collectorVersion: 0.145.0 }\n'}  processing:
    collectorVersion: 0.145.0
    cluster: telemetry
    service: processing
    backend: { endpoint: "https://backend.internal:4318" }
`,
  );
}

describe('spillway lint', () => {
  it('prints place, severity and code of each finding, by file, and counts them', async () => {
    const name = await file('processing.yaml', TLS_NULL);

    const { code, out, err } = await lint([name]);

    expect(code).toBe(1);
    expect(err).toBe('');
    expect(out.split('\n')[0]).toBe(name);
    expect(out).toMatch(/^ {2}5:5 error KAFKA_TLS_NULL tls of kafka has no body/m);
    expect(out).toMatch(
      /\n\n1 error, .* in 1 file, checked against Collector v0\.165\.1; \d+ can be fixed with --fix\n$/,
    );
  });

  it('prints the same as one JSON document', async () => {
    const name = await file('processing.yaml', TLS_NULL);

    const report = await lintJson([name]);

    expect(report.findings).toContainEqual({
      file: name,
      line: 5,
      column: 5,
      severity: 'error',
      code: 'KAFKA_TLS_NULL',
      message: expect.stringContaining('plaintext'),
      path: ['receivers', 'kafka', 'tls'],
      fix: 'sets tls: {}',
    });
    expect(report.files).toEqual([
      {
        name,
        tiers: ['processing'],
        verdict: 'accepted',
        collector: 'Collector v0.165.1',
        delivers: 'buffered',
        delivery: [
          {
            pipeline: 'traces',
            delivers: 'buffered',
            brokenBy: {
              path: ['receivers', 'kafka', 'message_marking', 'after'],
              line: 3,
              column: 3,
              because: expect.stringContaining('message_marking.after is false'),
            },
          },
        ],
        fixed: [],
      },
    ]);
    expect(report.summary).toMatchObject({ files: 1, errors: 1, fixed: 0 });
    expect(report.version).toBe('Collector v0.165.1');
  });

  it('writes workflow commands for GitHub Actions', async () => {
    const name = await file('processing.yaml', TLS_NULL);

    const { out } = await lint([name, '--format', 'github']);

    expect(out).toContain(`::error file=${name},line=5,col=5,title=KAFKA_TLS_NULL::tls of kafka has no body`);
  });

  it('writes a SARIF log for code scanning', async () => {
    const name = await file('processing.yaml', TLS_NULL);

    const { code, out } = await lint([name, '--format', 'sarif']);
    const [run] = JSON.parse(out).runs;

    expect(code).toBe(1);
    expect(run.tool.driver).toMatchObject({ name: 'spillway lint', version: expect.stringMatching(/^\d/) });
    expect(run.results).toContainEqual(expect.objectContaining({ ruleId: 'KAFKA_TLS_NULL', level: 'error' }));
  });

  it('reads standard input for -', async () => {
    const { code, out } = await lint(['-'], TLS_NULL);

    expect(code).toBe(1);
    expect(out).toMatch(/^<stdin>\n[\s\S]*^ {2}5:5 error KAFKA_TLS_NULL/m);
  });

  it.each([
    ['0.115.0', 'Collector v0.115.0'],
    ['v0.145', 'Collector v0.145.0'],
    ['adot-0.49.0', 'ADOT v0.49.0 (contrib v0.156.0)'],
  ])('checks for the Collector %s on request', async (collector, version) => {
    expect((await lintJson(['-', '--collector', collector], TLS_NULL)).version).toBe(version);
  });

  it.each([
    ['error', TLS_NULL, 1],
    ['error', TLS_EMPTY_MAP, 0],
    ['warning', TLS_EMPTY_MAP, 1],
    ['never', TLS_NULL, 0],
  ])('with --fail-on %s exits by its findings', async (severity, text, code) => {
    expect((await lint(['-', '--fail-on', severity], text)).code).toBe(code);
  });

  it('checks a file once even if it is named twice', async () => {
    const name = await file('processing.yaml', TLS_NULL);

    expect((await lintJson([name, name])).summary).toMatchObject({ files: 1, errors: 1 });
  });
});

describe('spillway lint for a Collector', () => {
  it('that is newer than all known ones judges it as the newest, with one warning', async () => {
    const name = await file('processing.yaml', TLS_NULL);

    const { code, err, out } = await lint([name, '--collector', '0.999.0']);

    expect(code).toBe(1);
    expect(err).toBe(
      'warning: Spillway does not know Collector v0.999.0 yet. It judges it as Collector v0.165.1, the newest one that it knows.\n',
    );
    expect(out).toContain('checked against Collector v0.999.0');
  });

  it('that runs with feature gates takes what they allow', async () => {
    const profiles =
      'receivers: {otlp: {protocols: {grpc: {}}}}\nexporters: {debug: {}}\nservice: {pipelines: {profiles: {receivers: [otlp], exporters: [debug]}}}\n';
    const name = await file('profiles.yaml', profiles);
    const verdictWith = async (options: string[]) => (await lintJson([name, ...options])).files[0]?.verdict;

    expect(await verdictWith([])).toBe('refused-at-validate');
    expect(await verdictWith(['--feature-gates', 'service.profilesSupport'])).toBe('accepted');
    expect(await verdictWith(['--feature-gates', 'a', '--feature-gates', '+service.profilesSupport'])).toBe(
      'accepted',
    );
  });
});

describe('spillway lint with facts about the deployment', () => {
  it.each([
    ['an unknown Collector', ['--collector', '0.99.0'], 'COLLECTOR_VERSION_UNKNOWN'],
    ['no Collector version at all', ['--collector', 'latest'], 'COLLECTOR_VERSION_UNKNOWN'],
    ['an unknown ADOT release', ['--collector', 'adot-0.1.0'], 'COLLECTOR_VERSION_UNKNOWN'],
    ['feature gates that are no IDs', ['--feature-gates', 'a b'], 'IDs of feature gates'],
    ['tasks that are no number', ['--tasks', 'many'], 'whole number'],
    ['a Kafka version that is not valid', ['--kafka-version', 'four'], 'version such as 4.0'],
    ['a duration without a unit', ['--stop-timeout', '60'], 'duration such as 60s'],
    ['a size that is not valid', ['--task-memory', 'big'], 'size such as 2GiB'],
    ['a format that is not valid', ['--format', 'xml'], 'text, json, github, sarif'],
    ['a severity that is not valid', ['--fail-on', 'fatal'], 'error, warning, info, never'],
  ])('rejects %s as wrong usage', async (_name, options, words) => {
    const { code, out, err } = await lint(['-', ...options], TLS_NULL);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(words);
  });

  it('requires a file', async () => {
    expect(await lint([])).toMatchObject({ code: 2, err: expect.stringContaining("argument 'file'") });
  });

  it('makes no live request without a spec', async () => {
    const { code, err } = await lint(['-', '--live'], TLS_NULL);

    expect(code).toBe(2);
    expect(err).toContain("--live needs the pipeline spec: add '-p, --pipeline <file>'");
  });

  it('uses the Collector version of the spec', async () => {
    const spec = await spec145('');

    expect((await lintJson(['-', '-p', spec], TLS_NULL)).version).toBe('Collector v0.145.0');
    expect((await lintJson(['-', '-p', spec, '--collector', '0.150.0'], TLS_NULL)).version).toBe(
      'Collector v0.150.0',
    );
  });

  it('checks each tier for its own Collector if they differ', async () => {
    // `topic` was a top-level setting until v0.142 in the receiver, and until v0.148 in the exporter.
    const topics = '{brokers: ["kafka-1.internal:9092"], topic: otlp_spans}';
    const processing = await file('processing.yaml', oneWay('kafka', topics, 'debug', '{}'));
    const ingestion = await file('ingestion.yaml', oneWay('otlp', '{protocols: {grpc: }}', 'kafka', topics));
    const spec = await spec145('  ingestion: { collectorVersion: 0.140.0 }\n');

    const found = await lintJson([ingestion, processing, '-p', spec]);
    const afterFix = await lintJson([ingestion, processing, '-p', spec, '--fix']);

    expect(found.version).toBe('Collector v0.140.0 (1 file) and Collector v0.145.0 (1 file)');
    expect(found.files.map(({ name, verdict }) => [path.basename(name), verdict])).toEqual([
      ['ingestion.yaml', 'accepted'],
      ['processing.yaml', 'refused-at-validate'],
    ]);
    expect(afterFix.files[1]).toMatchObject({ verdict: 'accepted', fixed: [{ code: 'CONFIG_KEY_RENAMED' }] });
    expect(await readFile(processing, 'utf8')).toContain('topics: ');
  });

  it('reports what is wrong with the spec', async () => {
    const { code, err } = await lint(['-', '-p', path.join(folder, 'nowhere.yaml')], TLS_NULL);

    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^cannot: SPEC_UNREADABLE /) });
  });
});

/** The same mistake in a manifest: on line 9. */
const MANIFEST = `apiVersion: v1
kind: ConfigMap
metadata: {name: collector}
data:
  relay: |
${TLS_NULL.replaceAll(/^(?=.)/gm, '    ')}immutable: true
`;

describe('spillway lint of files that contain configurations', () => {
  it('names the configuration, and its lines in the file', async () => {
    const name = await file('manifest.yaml', MANIFEST);

    const { code, out } = await lint([name]);

    expect(code).toBe(1);
    expect(out.split('\n')[0]).toBe(`${name}#ConfigMap/collector data.relay`);
    expect(out).toMatch(/^ {2}10:9 error KAFKA_TLS_NULL/m);
    expect((await lint([name, '-o', 'github'])).out).toContain(
      `file=${name},line=10,col=9,title=KAFKA_TLS_NULL`,
    );
  });

  it('gives programs the file and the configuration', async () => {
    const name = await file('manifest.yaml', MANIFEST);

    const { findings, files, summary } = await lintJson([name]);

    expect(findings.find(({ code }) => code === 'KAFKA_TLS_NULL')).toMatchObject({
      file: name,
      configuration: 'ConfigMap/collector data.relay',
      line: 10,
      column: 9,
      path: ['receivers', 'kafka', 'tls'],
    });
    expect(files).toMatchObject([
      {
        name,
        configuration: 'ConfigMap/collector data.relay',
        tiers: ['processing'],
        verdict: 'accepted',
        fixed: [],
      },
    ]);
    expect(summary.files).toBe(1);
  });

  it('fixes a folder of them, and a second time nothing', async () => {
    const sub = path.join(folder, 'charts');
    await mkdir(path.join(folder, '.git'));
    await mkdir(sub);
    await file('.git/broken.yaml', 'a: [');
    await file('package.json', '{"name": "a"}');
    const bare = await file('a.yaml', TLS_NULL);
    const manifest = await file('b.yml', MANIFEST);
    const other = await file('charts/deployment.yaml', 'apiVersion: apps/v1\nkind: Deployment\n');
    const task = await file(
      'charts/task.json',
      JSON.stringify({ environment: [{ name: 'CONFIG', value: TLS_NULL }] }),
    );

    const report = await lintJson([folder, '--fix']);

    expect(report.files.map(({ name, verdict }) => [name, verdict])).toEqual([
      [bare, 'accepted'],
      [manifest, 'accepted'],
      [other, 'not-checked'],
      [task, 'accepted'],
    ]);
    expect(report.findings.filter(({ code }) => /^CONFIG_NOT_FOUND|TLS_NULL/.test(code))).toMatchObject([
      { file: other, severity: 'info', code: 'CONFIG_NOT_FOUND' },
    ]);
    expect(report.files.map(({ fixed }) => fixed.map(({ line }) => line))).toEqual([[5], [10], [], [1]]);
    expect(await readFile(manifest, 'utf8')).toBe(MANIFEST.replace('tls: #', 'tls: {} #'));
    expect(JSON.parse(await readFile(task, 'utf8')).environment[0].value).toBe(TLS_EMPTY_MAP);
    expect((await lintJson([folder, '--fix'])).summary.fixed).toBe(0);
  });

  it.each([
    ['a manifest without a configuration', 'apiVersion: apps/v1\nkind: Deployment\n', 'CONFIG_NOT_FOUND'],
    ['a template', 'kind: {{ .Values.kind }}\n', 'CONFIG_TEMPLATE'],
  ])('does not fail for %s', async (_name, text, found) => {
    const { code, out } = await lint(['-'], text);

    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(found) });
  });

  it('checks each configuration of a file for the Collector of its tier', async () => {
    const topics = '{brokers: ["kafka-1.internal:9092"], topic: otlp_spans}';
    const tiers = [
      oneWay('otlp', '{protocols: {grpc: }}', 'kafka', topics),
      oneWay('kafka', topics, 'debug', '{}'),
    ];
    const manifest = await file(
      'manifest.yaml',
      `data:\n${tiers.map((text, index) => `  c${index}: |\n${text.replaceAll(/^(?=.)/gm, '    ')}`).join('')}`,
    );
    const spec = await spec145('  ingestion: { collectorVersion: 0.140.0 }\n');

    const { files } = await lintJson([manifest, '-p', spec]);
    await lintJson([manifest, '-p', spec, '--fix']);

    expect(files.map(({ configuration, verdict }) => [configuration, verdict])).toEqual([
      ['data.c0', 'accepted'],
      ['data.c1', 'refused-at-validate'],
    ]);
    const fixed = await readFile(manifest, 'utf8');
    expect(fixed).toContain('topic: otlp_spans');
    expect(fixed).toContain('topics: [otlp_spans]');
  });
});

describe('spillway lint --fix', () => {
  it('fixes what it can, changes nothing else, and reports it', async () => {
    const name = await file('processing.yaml', TLS_NULL);

    const { out } = await lint([name, '--fix']);

    expect(await readFile(name, 'utf8')).toContain('    tls: {} # the roots of the image\n');
    expect(out).toMatch(/^ {2}fixed line 5 KAFKA_TLS_NULL: sets tls: \{\}$/m);
    expect(out).toMatch(/; \d+ fixed/);
    expect(out).not.toContain('error KAFKA_TLS_NULL');
    expect(await readdir(folder)).toEqual(['processing.yaml']);
  });

  it.each([
    ['line ends of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['no line end at the end', (text: string) => text.trimEnd()],
    ['letters beyond ASCII', (text: string) => text.replace('a comment', 'ein Überlauf 🌊')],
  ])('keeps %s', async (_name, change) => {
    const name = await file('processing.yaml', change(TLS_NULL));

    const report = await lintJson([name, '--fix']);

    const { fixed } = report.files[0] ?? { fixed: [] };
    expect(fixed).toContainEqual(expect.objectContaining({ code: 'KAFKA_TLS_NULL' }));
    const after = await readFile(name, 'utf8');
    if (fixed.length === 1) expect(after).toBe(change(TLS_EMPTY_MAP));
    expect(after).toContain('tls: {} #');
    expect(after.includes('\r\n')).toBe(change(TLS_NULL).includes('\r\n'));
    expect(after.startsWith('\uFEFF')).toBe(change(TLS_NULL).startsWith('\uFEFF'));
    expect(after.replaceAll('\r\n', '')).not.toContain('\r');
  });

  it('keeps the mode of the file, and keeps a symbolic link', async () => {
    const name = await file('processing.yaml', TLS_NULL);
    await chmod(name, 0o640);
    const link = path.join(folder, 'link.yaml');
    await symlink('processing.yaml', link);

    await lint([link, '--fix']);

    expect((await stat(name)).mode & 0o777).toBe(0o640);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(name, 'utf8')).toContain('tls: {} #');
  });

  it('does not write a file without changes', async () => {
    const name = await file('processing.yaml', '# nothing but a comment\n');
    const before = await stat(name);

    await lint([name, '--fix']);

    const { ino, mtimeMs } = await stat(name);
    expect({ ino, mtimeMs }).toEqual({ ino: before.ino, mtimeMs: before.mtimeMs });
  });

  it('prints the fixed standard input to standard output, and the findings to standard error', async () => {
    const { out, err } = await lint(['-', '--fix'], TLS_NULL);

    expect(out).toContain('    tls: {} # the roots of the image\n');
    expect(err).toMatch(/^<stdin>\n {2}fixed line 5 KAFKA_TLS_NULL/);
    expect((await lint(['-', '--fix', '--format', 'json'], TLS_NULL)).out).toBe(out);
  });
});

describe('spillway lint with a file that is not a configuration', () => {
  it.each([
    [
      'a file that is not there',
      async () => path.join(folder, 'nowhere.yaml'),
      /^cannot: FILE_UNREADABLE .*ENOENT/,
    ],
    ['a folder without a file', async () => folder, /^cannot: FILE_UNREADABLE .* has no YAML file/],
    ['bytes that are no text', () => file('a', Buffer.from([0, 1, 2, 255])), /^cannot: FILE_NOT_TEXT /],
    ['another encoding', () => file('a', Buffer.from('a: ü', 'latin1')), /^cannot: FILE_NOT_TEXT /],
    ['UTF-16', () => file('a', Buffer.from('\uFEFFa: b', 'utf16le')), /^cannot: FILE_NOT_TEXT /],
    ['a file without an end', async () => '/dev/zero', /^cannot: FILE_TOO_LARGE /],
  ])('exits with 2 and a code for %s', async (_name, make, line) => {
    const { code, out, err } = await lint([await make()]);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(line);
  });

  it('prints JSON even then', async () => {
    const { code, out } = await lint([folder, '--format', 'json']);

    expect(code).toBe(2);
    expect(JSON.parse(out)).toEqual({
      outcome: 'cannot',
      error: expect.objectContaining({ code: 'FILE_UNREADABLE' }),
    });
  });

  it('never crashes, whatever the text is', async () => {
    const piece = fc.constantFrom(
      ...['receivers', 'kafka', 'tls', 'service', 'pipelines', 'traces', 'exporters', '<<', '*a', '&a '],
      ...[': ', ':\n', '\n', '  ', '- ', '[', ']', '{', '}', ', ', '"', "'", '|', '>', '#', '\t', '---\n'],
      ...['${env:A}', '!!binary ', '? ', '0x1', '1e999', 'null', '~', '\u0000', '\uFEFF', '%'],
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
      fc.json(),
    );

    await fc.assert(
      fc.asyncProperty(text, async (random) => {
        const { code, err } = await lint(['-', '--fix', '--format', 'json'], random);

        expect([0, 1, 2]).toContain(code);
        expect(err).not.toMatch(/\n\s+at |UNEXPECTED|TypeError|RangeError/);
      }),
      { numRuns: 500 },
    );
  });
});
