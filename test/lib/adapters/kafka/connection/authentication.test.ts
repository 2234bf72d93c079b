import { describeAuth, saslOptions } from '../../../../../lib/adapters/kafka/connection/authentication';
import type { KafkaConnection } from '../../../../../lib/pipeline';

const noTls = { enabled: false, insecureSkipVerify: false };
const tls = { enabled: true, insecureSkipVerify: false };
const iam: KafkaConnection['auth'] = { mechanism: 'AWS_MSK_IAM', region: 'eu-central-1' };
const scram: KafkaConnection['auth'] = {
  ...{ mechanism: 'SCRAM-SHA-512', username: 'otel' },
  password: { env: 'KAFKA_PASSWORD' },
};

/** What a login sends if the broker responds like this. */
async function login(options: ReturnType<typeof saslOptions>, answer = ''): Promise<string> {
  if (options?.mechanism !== 'oauthbearer') throw new Error('expected a bearer login');
  let sent: Buffer = Buffer.alloc(0);
  await options
    .authenticationProvider({
      async saslAuthenticate({ request, response }) {
        sent = await request.encode();
        const length = Buffer.alloc(4);
        length.writeInt32BE(answer.length);
        return response.parse(await response.decode(Buffer.concat([length, Buffer.from(answer)])));
      },
    })
    .authenticate();
  expect(sent.readInt32BE(0)).toBe(sent.length - 4);
  return sent.subarray(4).toString('utf8');
}

describe('saslOptions', () => {
  it('is empty if no login is configured', () => {
    expect(saslOptions({ auth: { mechanism: 'none' }, tls: noTls }, {})).toBeUndefined();
  });

  it('passes on user and password for SCRAM', () => {
    expect(saslOptions({ auth: scram, tls: noTls }, { password: 'p' })).toEqual({
      ...{ mechanism: 'scram-sha-512', username: 'otel', password: 'p' },
    });
  });

  it('names the missing password', () => {
    expect(() => saslOptions({ auth: scram, tls: noTls }, {})).toThrow(
      expect.objectContaining({
        code: 'KAFKA_PASSWORD_MISSING',
        message: 'kafka.auth is SCRAM-SHA-512 as otel, but no password was given.',
      }),
    );
  });

  it('rejects MSK IAM without TLS', () => {
    expect(() => saslOptions({ auth: iam, tls: noTls }, {})).toThrow(
      expect.objectContaining({ code: 'KAFKA_TLS_REQUIRED' }),
    );
  });

  it('creates a token for each login', async () => {
    let made = 0;
    const options = saslOptions({ auth: iam, tls }, { mskToken: async (region) => `${region}-${++made}` });

    expect(await login(options)).toBe('n,,\u0001auth=Bearer eu-central-1-1\u0001\u0001');
    expect(await login(options)).toBe('n,,\u0001auth=Bearer eu-central-1-2\u0001\u0001');
  });

  it("reports the broker's reason for a rejection", async () => {
    const options = saslOptions({ auth: iam, tls }, { mskToken: async () => 't' });

    await expect(login(options, '{"status":"invalid_token"}')).rejects.toThrow(
      'the broker rejected the token (invalid_token)',
    );
    await expect(login(options, 'no JSON')).rejects.toThrow('(no reason given)');
  });

  it('signs a token for the region with the current AWS credentials', async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'not-a-real-secret-key',
    });
    try {
      const sent = await login(saslOptions({ auth: iam, tls }, {}));

      const token = /Bearer ([\w-]+)/.exec(sent)?.[1] ?? '';
      const url = new URL(Buffer.from(token, 'base64url').toString('utf8'));
      expect(url.hostname).toBe('kafka.eu-central-1.amazonaws.com');
      expect(url.searchParams.get('Action')).toBe('kafka-cluster:Connect');
      expect(url.searchParams.get('X-Amz-Credential')).toMatch(
        /^AKIDEXAMPLE\/\d{8}\/eu-central-1\/kafka-cluster\//,
      );
    } finally {
      process.env = before;
    }
  });
});

describe('describeAuth', () => {
  it.each([
    [{ mechanism: 'none' } as const, 'no authentication'],
    [scram, 'SCRAM-SHA-512 as otel'],
    [iam, 'AWS_MSK_IAM'],
  ])('%j', (auth, text) => {
    expect(describeAuth(auth)).toBe(text);
  });
});
