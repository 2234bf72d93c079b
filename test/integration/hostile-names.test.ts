import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ByteWriter } from '../../lib/adapters/kafka/protocol/byte-writer';
import { AwsError } from '../../local/aws/aws-error';
import { spillway } from '../_helpers/cli/command';
import type { HealthyOptions } from '../_helpers/kafka/healthy-broker';
import { type ScriptedWorld, startScriptedWorld } from '../_helpers/world/scripted-world';

/*
 * Names and texts from outside reach every output of the built command line and bundle. None may drive a terminal, begin
 * a line of its own, or be a command to a CI system.
 */

const HOSTILE: [string, string][] = [
  ['escapes and newlines', 'a\u001b[2J\u001b]0;owned\u0007\n::stop-commands::b\r\nphase: live\u001b[31m'],
  ['C1 controls and separators', 'a\u009b2J\u0085::error::b\u2028phase: live\u2029##[error]c'],
  ['commands of other CI systems', '\n##vso[task.setvariable variable=x]y\n##teamcity[x]\n:: add-mask::z'],
  ['text that is read from right to left', 'a\u202e\u2066evil\u2069\ufeff\u200bb'],
];

jest.setTimeout(120_000);

let world: ScriptedWorld | undefined;

afterEach(async () => {
  await world?.close();
  world = undefined;
});

/** Lines that forge a line of a report, or that a CI system obeys. */
const OBEYED = /^\s*::\s?\S+::|##\s?\w*\[|^phase: live/;

function expectHarmless(outputs: Record<string, string>): void {
  for (const [where, text] of Object.entries(outputs)) {
    expect({ where, controls: text.match(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu) }).toEqual({
      where,
      controls: null,
    });
    // No CI system reads the log of the function.
    if (where === 'log') continue;
    expect({ where, obeyed: text.split('\n').filter((line) => OBEYED.test(line)) }).toEqual({
      where,
      obeyed: [],
    });
  }
}

async function seenBy(kafka: HealthyOptions, more: object = {}): Promise<Record<string, string>> {
  world = await startScriptedWorld({ kafka, ...more });
  const outputs: Record<string, string> = {};
  for (const command of ['status', 'doctor']) {
    for (const format of ['text', 'json']) {
      const { stdout, stderr } = await world.cli(...command.split(' '), '--output', format);
      if (format === 'json') JSON.parse(stdout);
      outputs[`${command} as ${format}`] = stdout + stderr;
    }
  }
  const { log, report, code } = await world.invoke();
  for (const line of log.split('\n').filter((each) => each.startsWith('{'))) JSON.parse(line);
  outputs.log = log;
  expect(report ?? code).toBeDefined();
  return outputs;
}

describe.each(HOSTILE.slice(0, 2))('%s', (_what, text) => {
  it('as the client id and the address of members', async () => {
    const members = [
      { clientId: text, host: '/10.0.0.1' },
      { clientId: 'a', host: `/${text}` },
    ];

    const outputs = await seenBy({ members });

    expect(outputs['status as text']).toContain('2 members');
    expectHarmless(outputs);
  });

  it('as a refusal of a login', async () => {
    const refusal = new ByteWriter().int16(58).string(text).bytes(Buffer.alloc(0)).toBuffer();
    const handshake = new ByteWriter().int16(0);
    handshake.array(['PLAIN'], (name) => handshake.string(name));

    const outputs = await seenBy(
      {
        answers: {
          SaslHandshake: () => Buffer.from(handshake.toBuffer()),
          SaslAuthenticate: () => Buffer.from(refusal),
        },
      },
      {
        connection: '  auth: { mechanism: PLAIN, username: otel, password: { env: KAFKA_PASSWORD } }\n',
        env: { KAFKA_PASSWORD: 'correct-horse' },
      },
    );

    expect(outputs['status as text']).toContain('KAFKA_AUTH_FAILED');
    expectHarmless(outputs);
  });

  it('as the name of a broker', async () => {
    expectHarmless(await seenBy({ hosts: ['127.0.0.1', text] }));
  });

  it('as a refusal of AWS', async () => {
    const outputs = await seenBy(
      {},
      {
        aroundAws: async ({ target }: { target: string }, carryOut: () => Promise<object>) => {
          if (target.endsWith('.DescribeServices')) throw new AwsError('AccessDeniedException', text);
          return carryOut();
        },
      },
    );

    expect(outputs['status as text']).toContain('ECS_ACCESS_DENIED');
    expectHarmless(outputs);
  });
});

describe.each(HOSTILE)('%s', (_what, text) => {
  it('as a key, a value, a component and a file that are linted, in each format', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'spillway-hostile-'));
    const name = path.join(folder, `${text.replaceAll('/', '')}.yaml`);
    const key = JSON.stringify(text);
    writeFileSync(
      name,
      `${key}: 1\nreceivers:\n  ${JSON.stringify(`otlp/${text}`)}: {${key}: ${key}}\nexporters: {debug: {verbosity: ${key}}}\nservice: {pipelines: {${JSON.stringify(`traces/${text}`)}: {receivers: [${JSON.stringify(`kafka/${text}`)}], exporters: [debug]}}}\n`,
    );
    const outputs: Record<string, string> = {};
    for (const format of ['text', 'json', 'sarif', 'github']) {
      const { stdout, stderr } = spillway(['lint', '--no-config', '--output', format, name]);
      expect(stdout.length).toBeGreaterThan(100);
      if (format !== 'github') outputs[`lint as ${format}`] = stdout + stderr;
      const commands = stdout.split('\n').filter((line) => /^\s*::/.test(line));
      for (const line of commands) {
        expect(line).toMatch(/^::(error|warning|notice) file=[^:]*,line=\d+,col=\d+,title=[A-Z_]+::/);
      }
      expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|##\w*\[/u);
      expect(commands.length > 0).toBe(format === 'github');
    }
    outputs['validate as text'] = spillway(['validate', name]).stderr;
    outputs['validate as json'] = spillway(['validate', '--json', name]).stdout;
    outputs['doctor as text'] = spillway(['doctor', name]).stdout;
    outputs['render as text'] = spillway(['render', '--tier', 'processing', name]).stderr;
    outputs['explain as text'] = spillway(['explain', text]).stderr;
    outputs.unknown = spillway([text]).stderr;
    expectHarmless(outputs);
  });
});

describe('names of Object.prototype', () => {
  const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

  it.each(NAMES)('%s as a topic is a topic: in the report, and in the state', async (topic) => {
    world = await startScriptedWorld({ kafka: { topic } });

    const { code, stdout } = await world.cli('status', '--json');
    const { report } = await world.invoke();

    const lag = { topics: [{ topic, partitions: expect.anything() }], total: '10' };
    expect({ code, document: JSON.parse(stdout) }).toMatchObject({ code: 0, document: { lag } });
    expect(report).toMatchObject({ lag });
  });

  it.each(NAMES)(
    '%s as a section, receiver, setting or pipeline is refused as the Collector does',
    (name) => {
      const base = (receiver = '', pipeline = '', more = '') =>
        `${more}receivers: {otlp: {protocols: {grpc: {}}${receiver}}}\nexporters: {debug: {}}\nservice: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}${pipeline}}}\n`;
      for (const text of [
        base('', '', `${name}: {a: 1}\n`),
        base(`, ${name}: 1`),
        base().replace('grpc: {}', `grpc: {${name}: 1}`),
        base('', `, ${name}: {receivers: [otlp], exporters: [debug]}`),
        base('', `, traces/b: {receivers: [${name}], exporters: [debug]}`),
      ]) {
        const { code, stdout } = spillway(['lint', '--no-config', '-'], text);

        expect({ text, code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining(name) });
      }
    },
  );

  it.each(NAMES)(
    '%s as a header of the backend is rendered, and as a setting of the spec refused',
    (name) => {
      const spec = (header: string) =>
        `name: a\nkafka: { brokers: [a:9092] }\ngroup: g\nsignals: { traces: { topic: t } }\ntiers: { processing: { cluster: c, service: s, backend: { endpoint: "https://b", headers: { ${header} } } } }\n`;
      const file = path.join(mkdtempSync(path.join(tmpdir(), 'spillway-names-')), 'spillway.yaml');
      writeFileSync(file, spec(`${name}: here`));

      const rendered = spillway(['render', '--tier', 'processing', file]);

      // It is refused, rather than lost.
      if (name === '__proto__')
        expect(rendered).toMatchObject({ code: 1, stderr: expect.stringContaining(name) });
      else
        expect(rendered).toMatchObject({ code: 0, stdout: expect.stringMatching(`${name}["']?: ["']?here`) });
      for (const wrong of [
        `${spec('')}${name}: 1\n`,
        spec('').replace('kafka: {', `kafka: { ${name}: 1,`),
        spec('').replace('signals: {', `signals: { ${name}: { topic: u },`),
        spec('').replace('processing: {', `${name}: {}, processing: {`),
      ]) {
        writeFileSync(file, wrong);
        const { code, stderr } = spillway(['validate', file]);
        expect({ wrong, code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(name) });
      }
    },
  );
});
