import type { SaslLogin } from './kafkajs-logins';
import { LoginFailure } from './log-in';

/**
 * SASL OAUTHBEARER (RFC 7628), which MSK IAM uses. kafkajs has it too, but accepts any response. A broker rejects a
 * token with a response that has a reason but no error code, and kafkajs then continues as if it were logged in.
 *
 * @param token makes a token for each login, because tokens are valid only for minutes
 */
export function bearerLogin(token: () => Promise<string>): SaslLogin {
  return ({ saslAuthenticate }) => ({
    async authenticate() {
      const value = await token();
      const refusal = await saslAuthenticate({
        request: { encode: () => withLength(`n,,\u0001auth=Bearer ${value}\u0001\u0001`) },
        response: {
          decode: (answer) => ({ length: answer.readInt32BE(0), data: answer.subarray(4) }),
          parse: ({ length, data }) => (length > 0 ? refusalReason(data) : undefined),
        },
      });
      if (refusal === undefined) return;
      throw new LoginFailure({ kind: 'refused', step: 1 }, `the broker rejected the token (${refusal})`);
    },
  });
}

/** The `status` in the broker's response. The rest is not used, because it may repeat the token. */
function refusalReason(answer: Buffer): string {
  const match = /"status"\s*:\s*"([A-Za-z0-9_ -]{1,60})"/.exec(answer.toString('utf8'));
  return match?.[1] ?? 'no reason given';
}

function withLength(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
