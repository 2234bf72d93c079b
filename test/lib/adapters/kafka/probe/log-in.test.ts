import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import type { ProbeCodec } from '../../../../../lib/adapters/kafka/probe/codec/probe-codec';
import type { Exchange } from '../../../../../lib/adapters/kafka/probe/exchange';
import { logIn } from '../../../../../lib/adapters/kafka/probe/log-in';

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
    async ask<Q, A>(codec: ProbeCodec<Q, A>, question: Q): Promise<A> {
      if (codec.name === 'SaslHandshake') return handshake as A;
      const { withLength } = question as { withLength: Buffer };
      const step = steps[at];
      at += 1;
      if (!step) throw new Error('one message too many');
      return step(withLength.subarray(4).toString()) as A;
    },
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
function scramServer() {
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
      serverFirst = `r=${nonce}more,s=${salt.toString('base64')},i=${iterations}`;
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

    expect(await logIn(broker(OFFERS, server.first, server.final), scram)).toEqual({ ok: true });
    expect(
      await logIn(
        broker(OFFERS, () => say('')),
        plain,
      ),
    ).toEqual({ ok: true });
  });

  it('fails at the second step with a wrong password, and at the first as an unknown user', async () => {
    const server = scramServer();
    const wrong = { ...scram, password: 'wrong' };

    const password = await logIn(broker(OFFERS, server.first, server.final), wrong);
    const user = await logIn(broker(OFFERS, refuse), scram);

    expect([password, user]).toEqual([
      { ok: false, kind: 'refused', step: 2, said: 'no' },
      { ok: false, kind: 'refused', step: 1, said: 'no' },
    ]);
  });

  it('is not tried with a mechanism that is not offered', async () => {
    const listener = broker({ errorCode: 33, mechanisms: ['GSSAPI'] });

    expect(await logIn(listener, scram)).toEqual({ ok: false, kind: 'not-offered', mechanisms: ['GSSAPI'] });
  });

  it('is not needed on a listener that responds ILLEGAL_SASL_STATE', async () => {
    expect(await logIn(broker({ errorCode: 34, mechanisms: [] }), scram)).toEqual({
      ...{ ok: false, kind: 'not-expected' },
    });
  });

  it('rejects a server that cannot prove that it knows the password', async () => {
    const server = scramServer();
    const liar = () => say(`v=${Buffer.alloc(32).toString('base64')}`);

    expect(await logIn(broker(OFFERS, server.first, liar), scram)).toMatchObject({
      ok: false,
      kind: 'broken',
    });
  });

  it('sends an IAM token, and reports its rejection', async () => {
    const iam = { mechanism: 'AWS_MSK_IAM', region: 'eu-west-1' } as const;
    const listener = { errorCode: 0, mechanisms: ['OAUTHBEARER'] };
    const shown: string[] = [];

    const taken = await logIn(
      broker(listener, (message) => {
        shown.push(message);
        return say('');
      }),
      iam,
      async (region) => `token-of-${region}`,
    );
    const refused = await logIn(
      broker(listener, () => say('{"status":"invalid_token"}')),
      iam,
      async () => 't',
    );

    expect([taken, shown]).toEqual([{ ok: true }, ['n,,\u0001auth=Bearer token-of-eu-west-1\u0001\u0001']]);
    expect(refused).toEqual({ ok: false, kind: 'refused', step: 1, said: 'the token was rejected' });
  });
});
