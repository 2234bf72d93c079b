import { mskListenerFor } from '../../../lib/pipeline';

describe("MSK's listener for a login", () => {
  it.each([
    ['none', false, 'plaintext'],
    ['none', true, 'tls'],
    ['SCRAM-SHA-512', true, 'scram'],
    ['AWS_MSK_IAM', true, 'iam'],
  ] as const)('of %s with TLS %s is %s', (mechanism, enabled, listener) => {
    expect(mskListenerFor({ auth: { mechanism }, tls: { enabled } })).toEqual({ kind: 'listener', listener });
  });

  it.each([
    ['PLAIN', true, ['brokers']],
    ['SCRAM-SHA-256', true, ['brokers']],
    ['SCRAM-SHA-512', false, ['tls']],
  ] as const)('does not exist for %s with TLS %s', (mechanism, enabled, path) => {
    expect(mskListenerFor({ auth: { mechanism }, tls: { enabled } })).toMatchObject({ kind: 'none', path });
  });
});
