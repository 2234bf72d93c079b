import {
  DeleteParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { ssmConfigParameters } from '../../../lambda/config-resource/parameters';

const ssm = mockClient(SSMClient);
const parameters = () => ssmConfigParameters(new SSMClient({}), '/p');
const failure = (name: string) => Object.assign(new Error('no'), { name });
const deleted = () => ssm.commandCalls(DeleteParameterCommand).map(({ args }) => args[0].input.Name);

const KEPT = ['/p/state', '/p/coverage', '/p/debt', '/p/hold'];

beforeEach(() => ssm.reset());

/** What only a failing or a long answer shows; the rest is in test/contract/config-resource.test.ts. */
describe('the parameters of the custom resource', () => {
  it.each<[string, unknown, string[]]>([
    ['nothing', undefined, []],
    ['nothing, for a state without a config', undefined, ['/p/state']],
    ['a config alone', { text: 'text', version: 3, modifiedAtMs: 1_000, hasState: false }, ['/p/config']],
    [
      'a config and its state',
      { text: 'text', version: 3, modifiedAtMs: 1_000, hasState: true },
      ['/p/state', '/p/config'],
    ],
  ])('reads %s in one call', async (_what, read, names) => {
    const found = names.map((Name) => ({
      Name,
      Value: 'text',
      Version: 3,
      LastModifiedDate: new Date(1_000),
    }));
    ssm.on(GetParametersCommand, { Names: ['/p/config', '/p/state'] }).resolves({ Parameters: found });

    expect(await parameters().read()).toEqual(read);
  });

  it('are decrypted, because an adopted one may be a SecureString', async () => {
    const WithDecryption = true;
    ssm.on(GetParametersCommand, { Names: ['/p/debt'], WithDecryption }).resolves({
      Parameters: [{ Name: '/p/debt', Value: 'owed' }],
    });

    expect(await parameters().readDebt()).toBe('owed');
  });

  it('are created without overwriting, in the tier that the length requires', async () => {
    ssm.on(PutParameterCommand).resolves({ Version: 1 });

    await parameters().create('text');

    expect(ssm.commandCalls(PutParameterCommand)[0]?.args[0].input).toEqual({
      Name: '/p/config',
      Value: 'text',
      Type: 'String',
      Tier: 'Intelligent-Tiering',
      Overwrite: false,
    });
  });

  it('are overwritten without a type, so that an adopted SecureString stays one', async () => {
    ssm.on(PutParameterCommand).resolves({ Version: 5 });

    expect(await parameters().overwrite('text')).toBe(5);

    const Tier = 'Intelligent-Tiering';
    expect(ssm.commandCalls(PutParameterCommand)[0]?.args[0].input).toEqual({
      ...{ Name: '/p/config', Value: 'text', Tier, Overwrite: true },
    });
  });

  it('are removed with all epochs of all pages, the configuration last', async () => {
    ssm
      .on(GetParametersByPathCommand, { Path: '/p/epoch' })
      .resolves({ Parameters: [{ Name: '/p/epoch/1' }], NextToken: 'more' })
      .on(GetParametersByPathCommand, { Path: '/p/epoch', NextToken: 'more' })
      .resolves({ Parameters: [{ Name: '/p/epoch/2' }] });
    ssm.on(DeleteParameterCommand).resolves({});

    await parameters().remove();

    expect(deleted()).toEqual([...KEPT, '/p/epoch/1', '/p/epoch/2', '/p/config']);
  });

  it('may already be gone when they are removed', async () => {
    ssm.on(GetParametersByPathCommand).resolves({});
    ssm.on(DeleteParameterCommand).rejects(failure('ParameterNotFound'));

    await parameters().remove();

    expect(deleted()).toEqual([...KEPT, '/p/config']);
  });

  it.each([
    ['reads', GetParametersCommand, () => parameters().read()],
    ['creates', PutParameterCommand, () => parameters().create('text')],
    ['overwrites', PutParameterCommand, () => parameters().overwrite('text')],
    ['lists the epochs', GetParametersByPathCommand, () => parameters().remove()],
  ] as const)('report operation and parameter if it has no right and %s', async (_what, command, call) => {
    ssm.on(command as typeof GetParametersCommand).rejects(failure('AccessDeniedException'));

    await expect(call()).rejects.toMatchObject({
      code: 'SSM_ACCESS_DENIED',
      message: expect.stringContaining('/p/'),
    });
  });

  it('are not reported as removed if deleting is denied', async () => {
    ssm.on(GetParametersByPathCommand).resolves({});
    ssm.on(DeleteParameterCommand).rejects(failure('AccessDeniedException'));

    await expect(parameters().remove()).rejects.toMatchObject({ code: 'SSM_ACCESS_DENIED' });
  });
});
