import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { allExplanations } from '../../../lib/cli/explanations';
import { runCli } from '../../../lib/cli/run-cli';
import { ACT_GUARDS } from '../../../lib/controller/act-guards';
import { GATES } from '../../../lib/core/gates';
import { REASONS } from '../../../lib/core/vocabulary/reasons';
import { VERDICTS } from '../../../lib/doctor/catalog';
import { ERRORS } from '../../../lib/errors/catalog';
import { FAULTS } from '../../../lib/errors/faults';
import { READING_RULES, RULES } from '../../../lib/lint';
import { SYNTH_CHECKS } from '../../../lib/synth-checks';
import { testCli } from '../../_helpers/cli/context';
import { anchorsOf } from '../../_helpers/docs/markdown-page';

const ROOT = path.resolve(__dirname, '../../..');

async function explain(...args: string[]) {
  const cli = testCli([]);
  const code = await runCli(['explain', ...args], cli.context);
  return { code, out: cli.out(), err: cli.err() };
}

describe('spillway explain', () => {
  it.each([
    ['a lint rule', 'KAFKA_TLS_NULL', /^KAFKA_TLS_NULL \(lint, error\): \S/],
    [
      'a lint rule about reading the file',
      'CONFIG_SECOND_DOCUMENT',
      /^CONFIG_SECOND_DOCUMENT \(lint, warning\)/,
    ],
    [
      'a verdict of doctor',
      'PORT_CLOSED',
      /^PORT_CLOSED \(doctor, fault\): nothing listens on the port\n[\s\S]*In the\s+spec:\s+kafka\.brokers\./,
    ],
    [
      'a reason',
      'HOLD_NO_COMMIT',
      /^HOLD_NO_COMMIT \(reason, hold\)\n\nWhat it means: A partition has no committed offset/,
    ],
    [
      'an error',
      'KAFKA_AUTH_FAILED',
      /^KAFKA_AUTH_FAILED \(error\)\n\nWhat it means: The broker rejected the login, [\s\S]*kafka\.auth/,
    ],
    [
      'a check at synth',
      'CDK_STOP_TIMEOUT_SHORT',
      /^CDK_STOP_TIMEOUT_SHORT \(synth, error\): \S.*\n\nWhat it means: \S/,
    ],
    [
      "a fault of Kafka's answer",
      'GROUP_PROTOCOL_UNSUPPORTED',
      /^GROUP_PROTOCOL_UNSUPPORTED \(fault\)\n\nWhat it means: The group does not use/,
    ],
    [
      'a guard',
      'GUARD_COUNT_MOVED',
      /^GUARD_COUNT_MOVED \(guard\)\n\nWhat it means: Somebody else has set desiredCount[\s\S]*`superseded`/,
    ],
  ])(
    'says what %s means, what to do, since when it exists and where it is documented',
    async (_kind, code, text) => {
      const ended = await explain(code);

      expect(ended).toMatchObject({ code: 0, out: expect.stringMatching(text), err: '' });
      expect(ended.out).toMatch(/\n\nWhat to do: \S[\s\S]*\n\nSince \d+\.\d+\.\d+\. Source: \S/);
    },
  );

  it('explains both meanings of a code that is an error and a verdict', async () => {
    const { out } = await explain('FILE_UNREADABLE');

    expect(out).toMatch(/^FILE_UNREADABLE \(doctor/m);
    expect(out).toMatch(/^FILE_UNREADABLE \(error\)/m);
  });

  it('accepts a code in lower case or with dashes', async () => {
    expect(await explain('hold-no-commit')).toEqual(await explain('HOLD_NO_COMMIT'));
  });

  it('suggests similar codes for an unknown one', async () => {
    expect(await explain('KAFKA_TLS_NUL')).toEqual({
      code: 2,
      out: '',
      err: expect.stringMatching(
        /^cannot: CODE_UNKNOWN There is no code KAFKA_TLS_NUL\. Did you mean KAFKA_TLS_NULL[,?]/,
      ),
    });
    expect((await explain('xyz')).err).toContain('without a code lists all codes');
  });

  it('lists all codes, one per line, with kind and title', async () => {
    const { code, out } = await explain();

    expect(code).toBe(0);
    expect(out).toMatch(/^KAFKA_TLS_NULL +lint error +tls: without a body means plaintext$/m);
    expect(out).toMatch(/^HOLD_NO_COMMIT +reason hold +A partition has no committed offset$/m);
    expect(out).toMatch(/^KAFKA_AUTH_FAILED +error +The broker rejected the login/m);
    expect(out.trimEnd().split('\n')).toHaveLength(allExplanations().length);
  });

  it('does not cut a title inside code', async () => {
    const { out } = await explain();

    expect(out).toMatch(/^HOLD_EXTERNAL_COUNT .* \(`external: respect`\)$/m);
  });

  it.each(['--json', '-o json', '--output json'])('prints JSON with %s', async (option) => {
    const { out } = await explain('KAFKA_AUTH_FAILED', ...option.split(' '));

    expect(JSON.parse(out)).toEqual([
      {
        code: 'KAFKA_AUTH_FAILED',
        kind: 'error',
        severity: 'error',
        title: expect.stringMatching(/^The broker rejected the login/),
        meaning: expect.stringMatching(/\.$/),
        whatToDo: expect.stringMatching(/\.$/),
        since: '0.1.0',
        source: 'docs/errors.md#kafka',
      },
    ]);
  });

  it('leaves no Markdown bold or link in a terminal', () => {
    const marked = allExplanations().filter((each) => /\*\*|\]\(/.test(each.meaning + each.whatToDo));

    expect(marked).toEqual([]);
  });
});

describe('the explanations', () => {
  const all = allExplanations();

  it('are exactly those of the catalogues', () => {
    const codes = [
      ...[...READING_RULES, ...RULES, ...VERDICTS, ...SYNTH_CHECKS, ...ACT_GUARDS].map(({ code }) => code),
      ...Object.keys(REASONS),
      ...Object.keys(ERRORS),
      ...Object.keys(FAULTS),
    ];

    expect(all.map(({ code }) => code).sort()).toEqual(codes.sort());
  });

  it('cover every gate and guard that decides about an action', () => {
    const known = new Set(all.map(({ code }) => code));
    const codes = [...GATES, ...ACT_GUARDS].map(({ code }) => code);

    expect(codes.length).toBeGreaterThan(30);
    expect(codes.filter((code) => !known.has(code))).toEqual([]);
  });

  it('say for every code what it means and what to do', () => {
    const incomplete = all.filter(
      ({ title, meaning, whatToDo }) => !title.trim() || !meaning.trim() || !whatToDo.trim(),
    );

    expect(all.length).toBeGreaterThan(300);
    expect(incomplete).toEqual([]);
  });

  it('have an unambiguous kind and code', () => {
    const names = all.map(({ kind, code }) => `${kind} ${code}`);

    expect(new Set(names).size).toBe(names.length);
  });

  it('name pages and headings of docs/ that exist', () => {
    const broken = all
      .flatMap(
        ({ source, meaning, whatToDo }) =>
          `${source} ${meaning} ${whatToDo}`.match(/docs\/[\w-]+\.md(#[\w-]+)?/g) ?? [],
      )
      .filter((reference) => {
        const [page = '', anchor] = reference.split('#');
        const anchors = anchorsOf(readFileSync(path.join(ROOT, page), 'utf8'));
        return anchor !== undefined && !anchors.has(anchor);
      });

    expect(broken).toEqual([]);
  });
});

describe('the sources', () => {
  /** What the codes begin with. */
  const PREFIXES = [
    ...[
      'HOLD',
      'ALARM',
      'REARM',
      'REQUEST',
      'WAITING',
      'RESTART',
      'ROLL',
      'RECREATE',
      'SCALE',
      'OFFSETS',
      'TASKS',
      'GUARD',
    ],
    ...[
      'SPEC',
      'EVENT',
      'CONFIG',
      'STATE',
      'CONSENT',
      'TICK',
      'SECRET',
      'ENVIRONMENT',
      'DEPLOY',
      'CUSTOM',
      'FILE',
    ],
    ...[
      'KAFKA',
      'TOPIC',
      'GROUP',
      'COLLECTOR',
      'COMMIT',
      'SSM',
      'ECS',
      'SECRETS',
      'MSK',
      'LAMBDA',
      'CDK',
      'BROKERS',
    ],
    ...[
      'TLS',
      'SASL',
      'PROTOCOL',
      'TIERS',
      'PIPELINE',
      'TAIL',
      'QUEUE',
      'RETRY',
      'MEMORY',
      'PARTITION',
      'LOG',
    ],
  ];
  /** Names of Kafka, TLS and the environment that look like codes of ours. */
  const FOREIGN = [
    /^TLS_(AES|CHACHA20|ECDHE|RSA)_/,
    /^KAFKA_(STORAGE_ERROR|BROKERS|HOME|VERSION)$/,
    /^(TOPIC|SASL)_(AUTHORIZATION|AUTHENTICATION)_FAILED$/,
    /^SECRETS_MANAGER$/,
  ];

  it('use no code that explain does not know', () => {
    const known = new Set(allExplanations().map(({ code }) => code));
    const literal = new RegExp(`'((?:${PREFIXES.join('|')})_[A-Z0-9_]+)'`, 'g');
    const used = ['lib', 'lambda', 'cdk'].flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .flatMap((file) => [...readFileSync(path.join(ROOT, folder, file), 'utf8').matchAll(literal)])
        .map(([, code = '']) => code),
    );
    const unknown = used.filter((code) => !known.has(code) && !FOREIGN.some((name) => name.test(code)));

    expect(used.length).toBeGreaterThan(200);
    expect([...new Set(unknown)]).toEqual([]);
  });
});
