import { createServer } from 'node:net';
import { ByteWriter } from '../../lib/adapters/kafka/protocol/byte-writer';
import { API, type HealthyOptions } from '../_helpers/kafka/healthy-broker';
import {
  type ArrivedRequest,
  type ScriptedAnswer,
  startScriptedBroker,
} from '../_helpers/kafka/scripted-broker';
import { type ScriptedWorld, startScriptedWorld } from '../_helpers/world/scripted-world';

const MEBIBYTE = 1024 * 1024;
/** Also for a function that is configured with less memory than ours. */
const MOST_MEGABYTES = 200;

type Answers = NonNullable<HealthyOptions['answers']>;

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const raw = (text: string) => ({ raw: hex(text) });
const always =
  (answer: ScriptedAnswer): (() => ScriptedAnswer) =>
  () =>
    answer;

/** Claims this size and sends that many bytes of nothing, with the right correlation id. */
function claiming(size: number, sent: number): (request: ArrivedRequest) => ScriptedAnswer {
  return ({ correlationId }) => {
    const bytes = Buffer.alloc(8 + sent);
    bytes.writeInt32BE(size, 0);
    bytes.writeInt32BE(correlationId, 4);
    return { raw: bytes };
  };
}

/** 33 million in four bytes, after the throttle time and whatever else comes before; then too few bytes. */
const claimingItems = (before: string) => always(hex(`00000000 ${before} 02000000 ${'00'.repeat(48)}`));

/** Answers that end a look. */
const ENDING: [string, Answers][] = [
  ['Metadata of 60 bytes that claim 33 million brokers', { Metadata: claimingItems('') }],
  [
    'Metadata of 60 bytes that claim 33 million topics',
    { Metadata: claimingItems('00000000 ffff 00000001') },
  ],
  ['Metadata of 100 MB', { Metadata: claiming(100 * MEBIBYTE, 100 * MEBIBYTE) }],
  ['Metadata of 63 MB of nothing', { Metadata: claiming(63 * MEBIBYTE, 63 * MEBIBYTE) }],
  ['Metadata of a length of −1', { Metadata: always(raw('ffffffff')) }],
  ['a response to another request', { Metadata: always(raw('00000008 00000063 00000000')) }],
  [
    'a response that nobody asked for',
    { Metadata: always(raw('00000004 00000002 00000004 00000003 00000004 00000009')) },
  ],
  ['a coordinator in 6 bytes', { FindCoordinator: always(raw('00000006 00000003 0000')) }],
];

/** Answers about the group, whose readers are then unknown. */
const UNKNOWN_GROUP: [string, Answers][] = [
  ['DescribeGroups that claims 33 million groups', { DescribeGroups: claimingItems('') }],
  [
    'DescribeGroups that claims 33 million members',
    { DescribeGroups: claimingItems('00000001 0000 0001 67 0006 537461626c65 0000 0000') },
  ],
];

/** Answers about one thing, which is then unknown. */
const HOLDING: [string, Answers][] = [
  ['DescribeGroups of 63 MB', { DescribeGroups: claiming(63 * MEBIBYTE, 63 * MEBIBYTE) }],
  ['OffsetFetch that claims 33 million topics', { OffsetFetch: claimingItems('') }],
  ['OffsetFetch of 63 MB of nothing', { OffsetFetch: claiming(63 * MEBIBYTE, 63 * MEBIBYTE) }],
  ['ListOffsets that claims 33 million topics', { ListOffsets: claimingItems('') }],
  ['ListOffsets of 63 MB of nothing', { ListOffsets: claiming(63 * MEBIBYTE, 63 * MEBIBYTE) }],
];

/** Answers without which a look is complete. */
const LEFT_OUT: [string, Answers][] = [
  ['DescribeConfigs that claims 33 million resources', { DescribeConfigs: claimingItems('') }],
  ['Fetch that claims 33 million topics', { Fetch: claimingItems('0000 00000000') }],
  ['Fetch of 63 MB of nothing', { Fetch: claiming(63 * MEBIBYTE, 63 * MEBIBYTE) }],
];

const BEFORE_THE_LOGIN: [string, (request: ArrivedRequest) => ScriptedAnswer][] = [
  ['four zero bytes', always(raw('00000000'))],
  ['a negative length', always(raw('80000000'))],
  ['a length of −1', always(raw('ffffffff'))],
  ['a length of 3', always(raw('00000003 000000'))],
  ['a length of 2 GB', always(raw('7fffffff'))],
  ['a length of 2 GB, and bytes', claiming(2 ** 31 - 1, 4 * MEBIBYTE)],
  ['ApiVersions of 6 bytes that claim 33 million', always(hex('0000 02000000'))],
  ['ApiVersions of 6 bytes that claim −1', always(hex('0000 ffffffff'))],
  ['ApiVersions of 100 MB', claiming(100 * MEBIBYTE, 100 * MEBIBYTE)],
  ['another protocol', always({ raw: Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n') })],
];

jest.setTimeout(120_000);

let world: ScriptedWorld | undefined;

afterEach(async () => {
  await world?.close();
  world = undefined;
});

async function open(kafka: HealthyOptions, more: object = {}): Promise<ScriptedWorld> {
  world = await startScriptedWorld({ kafka, ...more });
  return world;
}

/** The same request through the function and the command line. */
async function both({ invoke, cli }: ScriptedWorld) {
  const invoked = await invoke({ action: 'status' });
  const { code, stdout, stderr } = await cli('status', '--json');
  expect(`${invoked.log}${stderr}`).not.toMatch(/\n\s+at /);
  return { invoked, exit: code, document: JSON.parse(stdout) };
}

describe('what a hostile broker sends before the login', () => {
  it.each(BEFORE_THE_LOGIN)('%s ends in a coded error, with less than 200 MB', async (_what, answer) => {
    const broker = await startScriptedBroker(answer);
    const opened = await open({}, { brokers: [`127.0.0.1:${broker.port}`], onlyThose: true });
    try {
      const { invoked, exit, document } = await both(opened);

      // Kafka's own null for an array is −1: no request is supported.
      const code = _what.endsWith('claim −1') ? 'KAFKA_REQUEST_FAILED' : 'KAFKA_BAD_ANSWER';
      expect(invoked).toMatchObject({ code });
      expect(invoked.log).toContain(`"code":"${code}"`);
      expect(invoked.megabytes).toBeLessThan(MOST_MEGABYTES);
      expect({ exit, document }).toMatchObject({ exit: 1, document: { outcome: 'failed', error: { code } } });
    } finally {
      await broker.close();
    }
  });

  it.each<[string, (request: ArrivedRequest) => ScriptedAnswer]>([
    ['sends four zero bytes', always(raw('00000000'))],
    ['claims 2 GB', always(raw('7fffffff'))],
    ['says nothing', always('nothing')],
    ['speaks HTTP', always({ raw: Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n') })],
  ])('a second seed broker is tried, if the first %s', async (_what, answer) => {
    const first = await startScriptedBroker(answer);
    try {
      const { invoked, exit } = await both(await open({}, { brokers: [`127.0.0.1:${first.port}`] }));

      expect(invoked.report).toMatchObject({ lag: { total: '10' } });
      expect(exit).toBe(0);
    } finally {
      await first.close();
    }
  });
});

describe('what a hostile broker sends after the login', () => {
  it.each(ENDING)('%s: a coded error, with less than 200 MB', async (_what, answers) => {
    const { invoked, exit, document } = await both(await open({ answers }));

    expect(invoked).toMatchObject({ code: 'KAFKA_BAD_ANSWER' });
    expect(invoked.megabytes).toBeLessThan(MOST_MEGABYTES);
    expect({ exit, document }).toMatchObject({ exit: 1, document: { error: { code: 'KAFKA_BAD_ANSWER' } } });
  });

  it.each(HOLDING)('%s: unknown, and a hold says why, with less than 200 MB', async (_what, answers) => {
    const { invoked, exit, document } = await both(await open({ answers }));

    expect(invoked.megabytes).toBeLessThan(MOST_MEGABYTES);
    expect(JSON.stringify(invoked.report)).toContain('KAFKA_BAD_ANSWER');
    expect({ exit, document }).toMatchObject({ exit: 0, document: { phase: 'held' } });
  });

  it.each(UNKNOWN_GROUP)('%s: its readers are unknown, with less than 200 MB', async (_what, answers) => {
    const { invoked, exit, document } = await both(await open({ answers }));

    expect(invoked.megabytes).toBeLessThan(MOST_MEGABYTES);
    expect(invoked.report).toMatchObject({ readers: { state: 'unknown' } });
    expect({ exit, document }).toMatchObject({ exit: 0, document: { readers: { state: 'unknown' } } });
  });

  it.each(LEFT_OUT)('%s: the report is made without it, with less than 200 MB', async (_what, answers) => {
    const { invoked, exit, document } = await both(await open({ answers }));

    expect(invoked.megabytes).toBeLessThan(MOST_MEGABYTES);
    expect(invoked.report).toMatchObject({ lag: { total: '10' } });
    expect({ exit, document }).toMatchObject({ exit: 0, document: { lag: { total: '10' } } });
  });

  const HOSTS = Array.from({ length: 24 }, (_, index) => `127.0.0.${index + 1}`);

  it.each<[string, Answers]>([
    ['ListOffsets', { ListOffsets: claiming(63 * MEBIBYTE, 63 * MEBIBYTE) }],
    ['Fetch', { Fetch: claiming(63 * MEBIBYTE, 63 * MEBIBYTE) }],
    ['nothing but frames that do not end', { Fetch: claiming(63 * MEBIBYTE, 20 * MEBIBYTE) }],
  ])('24 brokers answer at once with 63 MB of %s: less than 200 MB', async (_what, answers) => {
    const { invoke } = await open({ hosts: HOSTS, answers });

    expect((await invoke({ action: 'status' })).megabytes).toBeLessThan(MOST_MEGABYTES);
  });
});

describe('SCRAM', () => {
  const scram = (iterations: string): Answers => ({
    SaslHandshake: () => {
      const writer = new ByteWriter().int16(0);
      writer.array(['SCRAM-SHA-256'], (name) => writer.string(name));
      return Buffer.from(writer.toBuffer());
    },
    SaslAuthenticate: ({ body }) => {
      const nonce = /r=([^,]+)/.exec(body.toString('latin1'))?.[1] ?? '';
      const said = Buffer.from(`r=${nonce}more,s=c2FsdA==,i=${iterations}`);
      return Buffer.from(new ByteWriter().int16(0).int16(-1).bytes(said).toBuffer());
    },
  });
  const CONNECTION = {
    connection: '  auth: { mechanism: SCRAM-SHA-256, username: otel, password: { env: KAFKA_PASSWORD } }\n',
    env: { KAFKA_PASSWORD: 'correct-horse' },
  };

  it.each(['200000000', '2147483647', '100001', '1e9'])(
    '%s iterations are not computed',
    async (iterations) => {
      const opened = await open({ answers: scram(iterations) }, CONNECTION);

      const { code, tookMs } = await opened.cli('status');

      expect(code).toBe(1);
      expect(tookMs).toBeLessThan(10_000);
      expect(await opened.invoke({ action: 'status' })).toMatchObject({ code: 'KAFKA_BAD_ANSWER' });
    },
  );

  it.each([
    ['a login that is computed', scram('90000')],
    ['a login that never ends', { ...scram('1'), SaslAuthenticate: always('nothing') }],
  ])('Ctrl-C during %s ends the command within a second', async (_what, answers) => {
    const opened = await open({ answers }, CONNECTION);
    const cli = opened.start('status');
    while (!opened.broker.asked.some((asked) => asked.startsWith(`${API.SaslAuthenticate} `))) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const beganMs = performance.now();

    cli.interrupt();

    expect([130, 1]).toContain(await cli.ended);
    expect(performance.now() - beganMs).toBeLessThan(1_500);
  });
});

it('a port that accepts and hangs up is an error with a code', async () => {
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const opened = await open({}, { brokers: [`127.0.0.1:${port}`], onlyThose: true });

  const { invoked, exit } = await both(opened);

  server.close();
  expect(invoked).toMatchObject({ code: 'KAFKA_UNREACHABLE' });
  expect(exit).toBe(1);
});
