import { AwsError } from '../../../local/aws/aws-error';
import { LocalSsm } from '../../../local/aws/ssm';

/** Covers what moto does not emulate. The contract test test/contract/ssm.test.ts covers the rest of SSM. */
describe('SSM of the embedded world', () => {
  const put = (ssm: LocalSsm, value: string, more: Record<string, unknown> = {}) =>
    ssm.operations.PutParameter?.({ Name: '/a/b', Value: value, Type: 'String', Overwrite: true, ...more });

  it.each([
    ['Standard', 4_096],
    ['Advanced', 8_192],
    ['Intelligent-Tiering', 8_192],
  ])('accepts a value at the %s tier up to %i characters', (Tier, longest) => {
    const ssm = new LocalSsm();

    expect(put(ssm, 'x'.repeat(longest), { Tier })).toMatchObject({ Version: 1 });
    expect(() => put(ssm, 'x'.repeat(longest + 1), { Tier })).toThrow(AwsError);
  });

  it('moves to Advanced with Intelligent-Tiering, and never back', () => {
    const ssm = new LocalSsm();
    const Tier = 'Intelligent-Tiering';

    const tiers = ['short', 'x'.repeat(5_000), 'short'].map((value) => put(ssm, value, { Tier }));

    expect(tiers).toEqual([
      { Version: 1, Tier: 'Standard' },
      { Version: 2, Tier: 'Advanced' },
      { Version: 3, Tier: 'Advanced' },
    ]);
    expect(() => put(ssm, 'short', { Tier: 'Standard' })).toThrow(/downgrade/);
  });

  it('keeps the newest 100 versions', () => {
    const ssm = new LocalSsm();
    for (let version = 1; version <= 103; version += 1) put(ssm, String(version));

    const history = ssm.operations.GetParameterHistory?.({ Name: '/a/b' });

    const { Parameters } = history as { Parameters: { Version: number }[] };
    expect([Parameters.length, Parameters[0]?.Version, Parameters.at(-1)?.Version]).toEqual([100, 4, 103]);
  });

  it('finds a value for a container by name and by ARN', () => {
    const ssm = new LocalSsm();
    put(ssm, 'one');

    expect(ssm.value('/a/b')).toBe('one');
    expect(ssm.value('arn:aws:ssm:eu-west-1:123456789012:parameter/a/b')).toBe('one');
    expect(ssm.value('/a/none')).toBeUndefined();
  });

  it('keeps a SecureString secure: shown only on request, and never converted', () => {
    const ssm = new LocalSsm();
    put(ssm, 'one', { Type: 'SecureString' });
    const shown = (WithDecryption: boolean) => {
      const answer = ssm.operations.GetParameters?.({ Names: ['/a/b'], WithDecryption });
      return (answer as { Parameters: object[] }).Parameters[0];
    };

    expect(() => put(ssm, 'two', { Type: 'String' })).toThrow(/changing a parameter type/);
    put(ssm, 'two', { Type: undefined });

    expect(shown(true)).toMatchObject({ Value: 'two', Type: 'SecureString' });
    expect(shown(false)).toMatchObject({ Value: expect.not.stringContaining('two') });
  });
});
