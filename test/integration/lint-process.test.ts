import { mkdtempSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { largeConfig } from '../../bench/large-config';
import { spillway, spillwayTimed } from '../_helpers/cli/command';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'spillway-lint-process-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string | Buffer): Promise<string> {
  const whole = path.join(folder, name);
  await writeFile(whole, content);
  return whole;
}

const BOMB = `a: &a [x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]
e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]
f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e]
receivers: [*f, *f, *f, *f, *f, *f, *f, *f, *f]
`;
const WITHOUT_KAFKA = `receivers: {otlp: {protocols: {grpc: {endpoint: "0.0.0.0:4317"}}}}
exporters: {debug: {}}
service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
`;
const TLS_NULL = WITHOUT_KAFKA.replaceAll('otlp', 'kafka').replace(/\{protocols.*/, '{tls: }}');
/** No more than this even where both cores are busy. */
const QUICK_MS = 15_000;

interface Case {
  name: string;
  content: string | Buffer;
  /** Of the findings' first, or of the error. */
  says: RegExp;
  code: 0 | 1 | 2;
}

const CASES: Case[] = [
  {
    name: 'no YAML',
    content: 'receivers: [}\n',
    says: /1:13 error CONFIG_NOT_YAML /,
    code: 1,
  },
  {
    name: 'two documents',
    content: `${WITHOUT_KAFKA}---\n${WITHOUT_KAFKA}`,
    says: /4:1 warning CONFIG_SECOND_DOCUMENT /,
    code: 0,
  },
  {
    name: 'tabs as indentation',
    content: 'receivers:\n\tkafka:\n',
    says: /2:1 error CONFIG_NOT_YAML .*[Tt]ab/,
    code: 1,
  },
  {
    name: '10 MB of YAML',
    content: `a:\n${'  - some words that are repeated\n'.repeat(320_000)}`,
    says: /1:1 error CONFIG_TOO_LARGE /,
    code: 1,
  },
  {
    name: '20 MB of it',
    content: `a:\n${'  - some words that are repeated\n'.repeat(640_000)}`,
    says: /^cannot: FILE_TOO_LARGE .* is larger than 16 MiB\./,
    code: 2,
  },
  { name: 'aliases that explode', content: BOMB, says: /error CONFIG_ALIASES_EXPLODE /, code: 1 },
  { name: 'an alias to itself', content: 'a: &a [*a]\n', says: /error CONFIG_/, code: 1 },
  { name: 'nothing', content: '', says: /error CONFIG_EMPTY /, code: 1 },
  { name: 'nothing but comments', content: '# to do\n', says: /error CONFIG_EMPTY /, code: 1 },
  { name: 'a list', content: '- receivers\n', says: /error CONFIG_NOT_A_MAP /, code: 1 },
  {
    name: 'bytes',
    content: Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 255]),
    says: /^cannot: FILE_NOT_TEXT /,
    code: 2,
  },
  { name: 'a file without Kafka', content: WITHOUT_KAFKA, says: /info CONFIG_NO_KAFKA /, code: 0 },
  {
    name: 'brackets without end',
    content: '['.repeat(200_000),
    says: /error CONFIG_TOO_LARGE .*nested/,
    code: 1,
  },
];

describe('spillway lint as a process, with invalid configurations', () => {
  it.each(CASES)(
    '$name: is reported quickly, without a stack trace',
    async ({ name, content, says, code }) => {
      const whole = await file(`${name.replaceAll(' ', '-')}.yaml`, content);

      const ended = spillway(['lint', whole]);

      expect(`${ended.stdout}${ended.stderr}`).toMatch(new RegExp(says, 'm'));
      expect(ended.code).toBe(code);
      expect(`${ended.stdout}${ended.stderr}`).not.toMatch(/\n\s+at |node:internal|Warning:/);
      expect(ended.tookMs).toBeLessThan(QUICK_MS);
    },
  );

  it.each([
    [
      'a folder without a file',
      () => ['lint', mkdtempSync(path.join(folder, 'empty-'))],
      /^cannot: FILE_UNREADABLE .* has no YAML file/,
    ],
    [
      'a file that is not there',
      () => ['lint', path.join(folder, 'no.yaml')],
      /^cannot: FILE_UNREADABLE .*\(ENOENT\)/,
    ],
    ['an unknown Collector', () => ['lint', '-', '--collector', '0.9.9'], /COLLECTOR_VERSION_UNKNOWN/],
    ['no file at all', () => ['lint'], /missing required argument 'file'/],
  ])('%s: exits with 2 and says what to do', (_name, args, says) => {
    const { code, stdout, stderr } = spillway(args(), WITHOUT_KAFKA);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/\n\s+at |node:internal/);
  });

  it('never prints a secret, in any format', async () => {
    const config = `receivers:
  kafka:
    brokers: [kafka-1:9092]
    auth: {sasl: {mechanism: PLAIN, username: otel, password: hunter2-secret}}
exporters:
  otlp_http: {endpoint: "https://b:4318", headers: {authorization: "Bearer hunter2-secret", x-api-key: hunter2-secret}}
service: {pipelines: {traces: {receivers: [kafka], exporters: [otlp_http]}}}
`;
    // Each of the wrong kind, so that a finding about the value itself comes up.
    const wrongKinds = config
      .replace('password: hunter2-secret', 'password: [hunter2-secret]')
      .replace('username: otel', 'username: {a: hunter2-secret}');
    const noYaml = 'receivers: {kafka: {auth: {sasl: {\n  password: "hunter2-secret, x: @hunter2-secret';
    const blockHeader = 'receivers:\n  kafka:\n    password: |hunter2-secret\n';
    for (const text of [config, wrongKinds, noYaml, blockHeader, 'hunter2-secret']) {
      for (const format of ['text', 'json', 'github']) {
        const { stdout, stderr } = spillway(['lint', '-', '--format', format], text);

        expect(stdout.length).toBeGreaterThan(0);
        expect(`${stdout}${stderr}`).not.toContain('hunter2-secret');
      }
    }
  });
});

describe('spillway lint as a process', () => {
  it('fixes a file in place', async () => {
    const name = await file('fixable.yaml', TLS_NULL);

    expect(spillway(['lint', name, '--fix']).stdout).toContain('KAFKA_TLS_NULL: sets tls: {}');
    expect(await readFile(name, 'utf8')).toContain('tls: {}');
  });

  it('fixes standard input in a pipe', () => {
    const { stdout, stderr } = spillway(['lint', '-', '--fix'], TLS_NULL);

    expect(stdout).toContain('tls: {}');
    expect(stderr).toContain('<stdin>\n');
  });

  it('keeps a byte order mark and the line endings of piped input', () => {
    const windows = `\uFEFF${TLS_NULL.replaceAll('\n', '\r\n')}`;

    expect(spillway(['lint', '-', '--fix'], windows).stdout).toBe(windows.replace('tls: }', 'tls: {} }'));
  });

  it.each([
    [
      'more than it takes',
      Buffer.alloc(20_000_000, 'a'),
      /^cannot: FILE_TOO_LARGE <stdin> is larger than 16 MiB\./,
    ],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00]), /^cannot: FILE_NOT_TEXT <stdin> /],
  ])('rejects %s from a pipe', (_name, input, says) => {
    expect(spillway(['lint', '-'], input)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(says),
    });
  });

  it('checks 2,000 lines within a second of processor time', async () => {
    const name = await file('large.yaml', largeConfig(2_000));

    const runs = Array.from({ length: 5 }, () => spillwayTimed(['lint', name]));

    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    // Of 300 ms by the goal (docs/benchmarks.md); the best of several runs, because other tests run at the same time.
    expect(Math.min(...runs.map(({ tookCpuSeconds }) => tookCpuSeconds))).toBeLessThan(1);
  });

  it('explains a code, and lists the commands', () => {
    expect(spillway(['explain', 'KAFKA_AUTH_FAILED'])).toMatchObject({ code: 0, stderr: '' });
    expect(spillway(['--help']).stdout).toMatch(/ lint [\s\S]* explain [\s\S]* status /);
  });
});
