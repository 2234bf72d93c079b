import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import type { Exchange } from '../../../../../lib/adapters/kafka/connection/exchange';
import { tryLogin } from '../../../../../lib/adapters/kafka/probe/log-in';
import type { RequestCodec } from '../../../../../lib/adapters/kafka/protocol/request-codec';

const PASSWORD = 'correct-horse';
const scram = { mechanism: 'SCRAM-SHA-256', username: 'otel', password: PASSWORD } as const;
const plain = { mechanism: 'PLAIN', username: 'otel', password: PASSWORD } as const;
const REFUSED = 58;

interface Step {
  errorCode: number;
  errorMessage: string;
  withLength: Buffer;
}

/** A broker's side of the exchange: the handshake, then a step for each message. */
function broker(
  handshake: { errorCode: number; mechanisms: string[] },
  ...steps: ((message: string) => Step)[]
): Exchange {
  let at = 0;
  return {
    async ask<Q, A>(codec: RequestCodec<Q, A>, question: Q): Promise<A> {
      if (codec.name === 'SaslHandshake') return handshake as A;
      const { withLength } = question as { withLength: Buffer };
      const step = steps[at];
      at += 1;
      if (!step) throw new Error('one message too many');
      return step(withLength.subarray(4).toString()) as A;
    },
    broken: undefined,
    close: () => {},
  };
}

const OFFERS = { errorCode: 0, mechanisms: ['PLAIN', 'SCRAM-SHA-256'] };
const refuse = (): Step => ({ errorCode: REFUSED, errorMessage: 'no', withLength: Buffer.alloc(4) });
const say = (text: string): Step => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(text.length);
  return { errorCode: 0, errorMessage: '', withLength: Buffer.concat([length, Buffer.from(text)]) };
};

/** RFC 5802, the server's side, for our one user. */
function scramServer(asked?: string) {
  const salt = Buffer.from('salt');
  const iterations = 4_096;
  const salted = pbkdf2Sync(PASSWORD, salt, iterations, 32, 'sha256');
  const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  let clientFirst = '';
  let serverFirst = '';
  return {
    first(message: string): Step {
      clientFirst = message.slice('n,,'.length);
      const nonce = /r=([^,]+)/.exec(clientFirst)?.[1] ?? '';
      serverFirst = `r=${nonce}more,s=${salt.toString('base64')},i=${asked ?? iterations}`;
      return say(serverFirst);
    },
    final(message: string): Step {
      const [withoutProof = '', proof = ''] = message.split(',p=');
      const authMessage = `${clientFirst},${serverFirst},${withoutProof}`;
      const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest();
      const signature = hmac(storedKey, authMessage);
      const clientKey = Buffer.from(proof, 'base64').map((byte, index) => byte ^ (signature[index] ?? 0));
      if (!createHash('sha256').update(clientKey).digest().equals(storedKey)) return refuse();
      return say(`v=${hmac(hmac(salted, 'Server Key'), authMessage).toString('base64')}`);
    },
  };
}

describe('logging in step by step', () => {
  it('succeeds with the right password', async () => {
    const server = scramServer();

    expect(await tryLogin(broker(OFFERS, server.first, server.final), scram)).toEqual({ ok: true });
    expect(
      await tryLogin(
        broker(OFFERS, () => say('')),
        plain,
      ),
    ).toEqual({ ok: true });
  });

  it('fails at the second step with a wrong password, and at the first as an unknown user', async () => {
    const server = scramServer();
    const wrong = { ...scram, password: 'wrong' };

    const password = await tryLogin(broker(OFFERS, server.first, server.final), wrong);
    const user = await tryLogin(broker(OFFERS, refuse), scram);

    expect([password, user]).toEqual([
      { ok: false, kind: 'refused', step: 2, said: 'no' },
      { ok: false, kind: 'refused', step: 1, said: 'no' },
    ]);
  });

  it('is not tried with a mechanism that is not offered', async () => {
    const listener = broker({ errorCode: 33, mechanisms: ['GSSAPI'] });

    expect(await tryLogin(listener, scram)).toEqual({
      ok: false,
      kind: 'not-offered',
      mechanisms: ['GSSAPI'],
    });
  });

  it('is not needed on a listener that responds ILLEGAL_SASL_STATE', async () => {
    expect(await tryLogin(broker({ errorCode: 34, mechanisms: [] }), scram)).toEqual({
      ...{ ok: false, kind: 'not-expected' },
    });
  });

  it('rejects a server that cannot prove that it knows the password', async () => {
    const server = scramServer();
    const liar = () => say(`v=${Buffer.alloc(32).toString('base64')}`);

    expect(await tryLogin(broker(OFFERS, server.first, liar), scram)).toMatchObject({
      ok: false,
      kind: 'broken',
    });
  });

  it.each(['100001', '200000000', '2147483647', '1e9', `9${'9'.repeat(400)}`])(
    'does not compute %s iterations because the broker says so',
    async (asked) => {
      const server = scramServer(asked);
      const startedMs = Date.now();

      const outcome = await tryLogin(broker(OFFERS, server.first, server.final), scram);

      expect(outcome).toMatchObject({ ok: false, kind: 'broken' });
      expect(Date.now() - startedMs).toBeLessThan(1_000);
    },
  );

  it.each(['', 'nonsense', 'r=x', 'r=,s=,i=', 'i=4096', 'v=,,,', 'e=unknown-user'])(
    'ends where the first response is %p',
    async (said) => {
      expect(
        await tryLogin(
          broker(OFFERS, () => say(said)),
          scram,
        ),
      ).toMatchObject({ ok: false, kind: 'broken' });
    },
  );

  it('sends an IAM token, and reports its rejection', async () => {
    const iam = { mechanism: 'AWS_MSK_IAM', region: 'eu-west-1' } as const;
    const listener = { errorCode: 0, mechanisms: ['OAUTHBEARER'] };
    const shown: string[] = [];

    const taken = await tryLogin(
      broker(listener, (message) => {
        shown.push(message);
        return say('');
      }),
      iam,
      async (region) => `token-of-${region}`,
    );
    const refused = await tryLogin(
      broker(listener, () => say('{"status":"invalid_token"}')),
      iam,
      async () => 't',
    );

    expect([taken, shown]).toEqual([{ ok: true }, ['n,,\u0001auth=Bearer token-of-eu-west-1\u0001\u0001']]);
    expect(refused).toEqual({ ok: false, kind: 'refused', step: 1, said: 'the token was rejected' });
  });
});
