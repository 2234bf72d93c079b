import { ByteWriter } from '../../lib/adapters/kafka/protocol/byte-writer';
import type { Around } from '../../local/aws';
import { AwsError } from '../../local/aws/aws-error';
import { CANARY, CANARY_TOKEN, canariesIn } from '../_helpers/canary/canary';
import { encodingsOf } from '../_helpers/canary/encodings';
import type { HealthyOptions } from '../_helpers/kafka/healthy-broker';
import { startScriptedBroker } from '../_helpers/kafka/scripted-broker';
import { type ScriptedWorld, startScriptedWorld } from '../_helpers/world/scripted-world';

/*
 * Whoever refuses a request repeats the login in its refusal, in some encoding. Nothing that the command line prints, and
 * nothing in the log of the function, may contain it.
 */

const SASL_AUTHENTICATION_FAILED = 58;

const LOGIN = {
  connection: '  auth: { mechanism: PLAIN, username: otel, password: { env: KAFKA_PASSWORD } }\n',
  env: { KAFKA_PASSWORD: CANARY, AWS_SESSION_TOKEN: CANARY_TOKEN, AWS_SECRET_ACCESS_KEY: CANARY },
};

const inEveryEncoding = (secret: string) =>
  encodingsOf(secret)
    .map(({ text }) => `"${text}"`)
    .join(', ');
/** What a refusal says: the login in every encoding, alone and in between. */
const REFUSAL = `denied: ${inEveryEncoding(CANARY)}; \0otel\0${CANARY} ${Buffer.from(`\0otel\0${CANARY}`).toString('base64')}`;

jest.setTimeout(120_000);

let world: ScriptedWorld | undefined;

afterEach(async () => {
  await world?.close();
  world = undefined;
});

async function open(options: Parameters<typeof startScriptedWorld>[0]): Promise<ScriptedWorld> {
  world = await startScriptedWorld({ ...LOGIN, ...options });
  return world;
}

/** Everything that each way of running Spillway writes. */
async function written({ cli, invoke, configFile }: ScriptedWorld): Promise<Record<string, string>> {
  const outputs: Record<string, string> = {};
  for (const [command, ...args] of [
    ['status'],
    ['status', '--json'],
    ['drain', '--yes', '--json'],
    ['doctor', '--json'],
    ['lint', '--live', '-o', 'json', configFile],
  ] as [string, ...string[]][]) {
    const { stdout, stderr } = await cli(command, ...args);
    expect(`${command}: ${stdout}${stderr}`).not.toBe(`${command}: `);
    outputs[[command, ...args].join(' ')] = stdout + stderr;
  }
  const { log, ...ended } = await invoke();
  outputs.function = log + JSON.stringify(ended);
  return outputs;
}

function expectNoCanary(outputs: Record<string, string>): void {
  expect(Object.entries(outputs).flatMap(([where, text]) => canariesIn(where, text))).toEqual([]);
}

/** PLAIN, refused with this text. */
function refusing(text: string): NonNullable<HealthyOptions['answers']> {
  return {
    SaslHandshake: () => {
      const writer = new ByteWriter().int16(0);
      writer.array(['PLAIN'], (name) => writer.string(name));
      return Buffer.from(writer.toBuffer());
    },
    SaslAuthenticate: () =>
      Buffer.from(
        new ByteWriter().int16(SASL_AUTHENTICATION_FAILED).string(text).bytes(Buffer.alloc(0)).toBuffer(),
      ),
  };
}

it('a broker repeats the password in its refusal', async () => {
  const outputs = await written(await open({ kafka: { answers: refusing(REFUSAL) } }));

  expectNoCanary(outputs);
  expect(outputs['status --json']).toContain('KAFKA_AUTH_FAILED');
  expect(outputs.status).toContain('denied: ');
  expect(outputs.function).toContain('KAFKA_AUTH_FAILED');
});

it('a broker repeats the password as the names of its mechanisms, in a second attempt', async () => {
  const answers = {
    ...refusing(REFUSAL),
    SaslHandshake: () => {
      const writer = new ByteWriter().int16(33);
      writer.array(
        encodingsOf(CANARY).map(({ text }) => text),
        (name) => writer.string(name),
      );
      return Buffer.from(writer.toBuffer());
    },
  };

  const outputs = await written(await open({ kafka: { answers } }));

  expectNoCanary(outputs);
  expect(outputs['status --json']).toContain('KAFKA_AUTH_FAILED');
});

it('a proxy before the broker answers in another protocol, and repeats the login', async () => {
  const proxy = await startScriptedBroker(() => ({ raw: Buffer.from(`HTTP/1.1 407 ${REFUSAL}\r\n\r\n`) }));
  try {
    const outputs = await written(await open({ brokers: [`127.0.0.1:${proxy.port}`], onlyThose: true }));

    expectNoCanary(outputs);
    expect(outputs['status --json']).toContain('KAFKA_BAD_ANSWER');
  } finally {
    await proxy.close();
  }
});

describe('AWS repeats the secret key and the session token in its refusal', () => {
  const denied = `denied: ${inEveryEncoding(CANARY)}, ${inEveryEncoding(CANARY_TOKEN)}`;

  it.each<[string, RegExp, number, string]>([
    ['of everything', /./, 400, 'AccessDeniedException'],
    ['of reads of the service', /DescribeServices$/, 500, 'ServerException'],
    ['of writes', /PutParameter$/, 400, 'AccessDeniedException'],
  ])('%s', async (_what, refused, status, type) => {
    let deployed = false;
    const aroundAws: Around = ({ target }, carryOut) => {
      if (deployed && refused.test(target)) throw new AwsError(type, denied, status);
      return carryOut();
    };
    const opened = await open({ aroundAws, connection: '' });
    deployed = true;

    const outputs = await written(opened);

    expectNoCanary(outputs);
    expect(outputs.function).toContain(type);
    expect(outputs.function).toContain('denied: ');
  });
});
