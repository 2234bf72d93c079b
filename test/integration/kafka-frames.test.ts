import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { ByteWriter } from '../../lib/adapters/kafka/protocol/byte-writer';
import {
  API_VERSIONS,
  type ArrivedRequest,
  type ScriptedAnswer,
  type ScriptedBroker,
  startScriptedBroker,
  supports,
} from '../_helpers/kafka/scripted-broker';

const METADATA = 3;
const FIND_COORDINATOR = 10;
const SASL_HANDSHAKE = 17;
const SASL_AUTHENTICATE = 36;
const VERSIONS = supports({ [METADATA]: [0, 13], [FIND_COORDINATOR]: [0, 6], 1: [4, 17], 2: [1, 10] });
const MEBIBYTE = 1024 * 1024;

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const raw = (text: string) => ({ raw: hex(text) });

/** SaslAuthenticate, version 0. */
function saslSays(text: string): Buffer {
  return Buffer.from(new ByteWriter().int16(0).int16(-1).bytes(Buffer.from(text)).toBuffer());
}

/** Claims this size and sends that many bytes of nothing, with the right correlation id. */
function claiming(size: number, sent: number): (request: ArrivedRequest) => ScriptedAnswer {
  return ({ correlationId }) => {
    const bytes = Buffer.alloc(8 + sent);
    bytes.writeInt32BE(size, 0);
    bytes.writeInt32BE(correlationId, 4);
    return { raw: bytes };
  };
}

const afterVersions =
  (answer: (request: ArrivedRequest) => ScriptedAnswer) =>
  (request: ArrivedRequest): ScriptedAnswer =>
    request.apiKey === API_VERSIONS ? VERSIONS : answer(request);

/** 60 bytes of Metadata that claim 33 million brokers or topics. */
const METADATA_OF_33_MILLION = hex(`00 00000000 80808010 ${'00'.repeat(51)}`);
const TOPICS_OF_33_MILLION = hex(`00 00000000 01 00 00000001 80808010 ${'00'.repeat(46)}`);

jest.setTimeout(120_000);

describe('what a hostile broker sends', () => {
  let folder: string;
  let program: string;
  let broker: ScriptedBroker | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'spillway-frames-'));
    program = path.join(folder, 'look-once.js');
    await build({
      ...{ entryPoints: [path.resolve(__dirname, '../_helpers/kafka/look-once.ts')], outfile: program },
      ...{ bundle: true, platform: 'node', logLevel: 'error' },
    });
  });

  afterEach(() => broker?.close());

  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** One look in a process with the flags of a function of 512 MB. */
  async function look(brokers: string[], env: Record<string, string> = {}) {
    const args = ['--max-old-space-size=460', '--max-semi-space-size=16', program, ...brokers];
    const startedMs = Date.now();
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, ...env },
    });
    expect(stderr).toBe('');
    return { ...(JSON.parse(stdout) as { code: string; megabytes: number }), tookMs: Date.now() - startedMs };
  }

  it.each<[string, (request: ArrivedRequest) => ScriptedAnswer]>([
    ['four zero bytes, before the login', () => raw('00000000')],
    ['a negative length', () => raw('80000000')],
    ['a length of 2 GB', () => raw('7fffffff')],
    ['a length of 2 GB, and bytes', claiming(2 ** 31 - 1, 4 * MEBIBYTE)],
    ['ApiVersions of 6 bytes that claim 33 million', () => hex('0000 02000000')],
    ['ApiVersions of 100 MB', claiming(100 * MEBIBYTE, 100 * MEBIBYTE)],
    ['Metadata of 60 bytes that claim 33 million brokers', afterVersions(() => METADATA_OF_33_MILLION)],
    ['Metadata of 60 bytes that claim 33 million topics', afterVersions(() => TOPICS_OF_33_MILLION)],
    ['Metadata of 100 MB', afterVersions(claiming(100 * MEBIBYTE, 100 * MEBIBYTE))],
    ['Metadata of 63 MB of nothing', afterVersions(claiming(63 * MEBIBYTE, 63 * MEBIBYTE))],
    ['a response to another request', afterVersions(() => raw('00000008 00000063 00000000'))],
    [
      'a response that nobody asked for',
      afterVersions(() => raw('00000004 00000002 00000004 00000003 00000004 00000009')),
    ],
    ['another protocol', () => ({ raw: Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n') })],
  ])('%s ends in a coded error, with less than 200 MB', async (_what, answer) => {
    broker = await startScriptedBroker(answer);

    const { code, megabytes } = await look([`127.0.0.1:${broker.port}`]);

    expect(code).toBe('KAFKA_BAD_ANSWER');
    expect(megabytes).toBeLessThan(200);
  });

  it.each(['200000000', '2147483647'])('%s iterations of SCRAM are not computed', async (iterations) => {
    broker = await startScriptedBroker(({ apiKey, body }) => {
      if (apiKey === API_VERSIONS) return VERSIONS;
      if (apiKey === SASL_HANDSHAKE) {
        const writer = new ByteWriter().int16(0);
        writer.array(['SCRAM-SHA-256'], (name) => writer.string(name));
        return Buffer.from(writer.toBuffer());
      }
      if (apiKey !== SASL_AUTHENTICATE) return 'nothing';
      const nonce = /r=([^,]+)/.exec(body.toString('latin1'))?.[1] ?? '';
      return saslSays(`r=${nonce}more,s=c2FsdA==,i=${iterations}`);
    });

    const { code, tookMs } = await look([`127.0.0.1:${broker.port}`], { KAFKA_PASSWORD: 'hunter2' });

    expect(code).toBe('KAFKA_BAD_ANSWER');
    expect(tookMs).toBeLessThan(10_000);
  });

  it.each<[string, (request: ArrivedRequest) => ScriptedAnswer]>([
    ['sends four zero bytes', () => raw('00000000')],
    ['says nothing', () => 'nothing'],
  ])('does not keep a second seed broker from being tried, if the first %s', async (_what, answer) => {
    broker = await startScriptedBroker(answer);
    const second = await startScriptedBroker(afterVersions(() => 'nothing'));
    try {
      await look([`127.0.0.1:${broker.port}`, `127.0.0.1:${second.port}`]);

      expect(second.asked).toContain(`${METADATA} v10`);
    } finally {
      await second.close();
    }
  });
});
