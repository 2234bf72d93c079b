import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  ParameterVersionNotFound,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { createSsmConfigStore } from '../../lib/adapters/aws/ssm-config-store';
import { ENDPOINTS, type Endpoint, START_TIMEOUT_MS } from './endpoints';

describe.each(ENDPOINTS)('SSM as %s', (_name, start) => {
  let endpoint: Endpoint;
  let ssm: SSMClient;

  beforeAll(async () => {
    endpoint = await start();
    ssm = endpoint.clients.ssm;
  }, START_TIMEOUT_MS);

  afterAll(() => endpoint?.stop());

  const put = (Name: string, Value: string, more: { Overwrite?: boolean } = {}) =>
    ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', ...more }));

  it('creates a parameter at version 1 and counts every overwrite', async () => {
    const created = await put('/versions/a', 'one');
    const overwritten = await put('/versions/a', 'two', { Overwrite: true });
    const { Parameter: read } = await ssm.send(new GetParameterCommand({ Name: '/versions/a' }));

    expect([created.Version, overwritten.Version]).toEqual([1, 2]);
    expect(read).toMatchObject({
      Name: '/versions/a',
      Value: 'two',
      Version: 2,
      Type: 'String',
      DataType: 'text',
    });
    expect(read?.ARN).toMatch(/^arn:aws:ssm:eu-west-1:\d{12}:parameter\/versions\/a$/);
  });

  it('returns when a parameter was last modified', async () => {
    await put('/modified/a', 'one');

    const { Parameter: read } = await ssm.send(new GetParameterCommand({ Name: '/modified/a' }));

    expect(read?.LastModifiedDate).toBeInstanceOf(Date);
    expect(Math.abs(Date.now() - (read?.LastModifiedDate?.getTime() ?? 0))).toBeLessThan(60_000);
  });

  it('does not create a parameter that exists, and keeps its value', async () => {
    await put('/exists/a', 'first');

    const second = put('/exists/a', 'second', { Overwrite: false });

    await expect(second).rejects.toBeInstanceOf(ParameterAlreadyExists);
    const { Parameter: read } = await ssm.send(new GetParameterCommand({ Name: '/exists/a' }));
    expect(read).toMatchObject({ Value: 'first', Version: 1 });
  });

  it('lets exactly one of many concurrent creates succeed', async () => {
    const creates = Array.from({ length: 8 }, (_, taker) => put('/race/a', String(taker)));

    const outcomes = await Promise.allSettled(creates);

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('returns ParameterNotFound for one missing name, and lists missing names of several', async () => {
    await put('/several/a', 'one');

    const several = await ssm.send(new GetParametersCommand({ Names: ['/several/a', '/several/none'] }));

    expect(several.Parameters?.map(({ Name }) => Name)).toEqual(['/several/a']);
    expect(several.InvalidParameters).toEqual(['/several/none']);
    const missing = ssm.send(new GetParameterCommand({ Name: '/several/none' }));
    await expect(missing).rejects.toBeInstanceOf(ParameterNotFound);
  });

  it('deletes only once, and begins at version 1 afterwards', async () => {
    await put('/deleted/a', 'one');
    await put('/deleted/a', 'two', { Overwrite: true });

    await ssm.send(new DeleteParameterCommand({ Name: '/deleted/a' }));

    const again = ssm.send(new DeleteParameterCommand({ Name: '/deleted/a' }));
    await expect(again).rejects.toBeInstanceOf(ParameterNotFound);
    expect((await put('/deleted/a', 'three')).Version).toBe(1);
  });

  it('keeps the history, oldest first', async () => {
    await put('/history/a', 'one');
    await put('/history/a', 'two', { Overwrite: true });

    const { Parameters: history } = await ssm.send(new GetParameterHistoryCommand({ Name: '/history/a' }));

    expect(history?.map(({ Value, Version }) => [Value, Version])).toEqual([
      ['one', 1],
      ['two', 2],
    ]);
  });

  it('returns an older version on request, and reports versions that it does not have', async () => {
    await put('/older/a', 'one');
    await put('/older/a', 'two', { Overwrite: true });

    const { Parameter: first } = await ssm.send(new GetParameterCommand({ Name: '/older/a:1' }));
    const none = ssm.send(new GetParameterCommand({ Name: '/older/a:3' }));

    expect(first).toMatchObject({ Name: '/older/a', Value: 'one', Version: 1 });
    await expect(none).rejects.toBeInstanceOf(ParameterVersionNotFound);
    await expect(ssm.send(new GetParameterCommand({ Name: '/older/none:1' }))).rejects.toBeInstanceOf(
      ParameterNotFound,
    );
  });

  it('lists parameters directly below a path, or all below it on request', async () => {
    await put('/listed/a', 'one');
    await put('/listed/deep/b', 'two');

    const direct = await ssm.send(new GetParametersByPathCommand({ Path: '/listed' }));
    const all = await ssm.send(new GetParametersByPathCommand({ Path: '/listed', Recursive: true }));

    expect(direct.Parameters?.map(({ Name }) => Name)).toEqual(['/listed/a']);
    expect(all.Parameters?.map(({ Name }) => Name).sort()).toEqual(['/listed/a', '/listed/deep/b']);
  });

  it('refuses an empty value and a reserved name', async () => {
    await expect(put('/empty/a', '')).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(put('ssm-own', 'one')).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('overwrites without a type, and keeps the type', async () => {
    const Name = '/typed/a';
    await ssm.send(new PutParameterCommand({ Name, Value: 'one', Type: 'SecureString' }));

    const { Version } = await ssm.send(new PutParameterCommand({ Name, Value: 'two', Overwrite: true }));

    const read = async (WithDecryption: boolean) =>
      (await ssm.send(new GetParametersCommand({ Names: [Name], WithDecryption }))).Parameters?.[0];
    expect(Version).toBe(2);
    expect(await read(true)).toMatchObject({ Value: 'two', Type: 'SecureString' });
    expect((await read(false))?.Value).not.toBe('two');
  });

  it('does not create a missing parameter without a type', async () => {
    const nameless = ssm.send(
      new PutParameterCommand({ Name: '/typed/none', Value: 'one', Overwrite: false }),
    );

    await expect(nameless).rejects.toMatchObject({ name: 'ValidationException' });
  });

  describe('through the adapter', () => {
    it('reads all parameters in one call, and undefined for missing ones', async () => {
      const store = createSsmConfigStore({ client: ssm, prefix: '/adapter/read' });
      await put('/adapter/read/template', 'receivers: {}');

      const before = await store.read();
      const version = await store.writeConfig('config one');
      const after = await store.read();

      expect(before).toMatchObject({ template: { value: 'receivers: {}', version: 1 }, config: undefined });
      expect(version).toBe(1);
      expect(after.config).toMatchObject({ name: '/adapter/read/config', value: 'config one', version: 1 });
      expect(Math.abs(Date.now() - (after.config?.lastModifiedMs ?? 0))).toBeLessThan(60_000);
      expect(after.state).toBeUndefined();
    });

    it('returns the new version of each write', async () => {
      const store = createSsmConfigStore({ client: ssm, prefix: '/adapter/write' });

      const versions = [
        await store.writeState('1'),
        await store.writeState('2'),
        await store.writeConfig('3'),
      ];

      expect(versions).toEqual([1, 2, 1]);
    });

    it('reads a version of the config, and nothing if that version is gone', async () => {
      const store = createSsmConfigStore({ client: ssm, prefix: '/adapter/older' });
      const before = await store.readConfigVersion(1);
      await store.writeConfig('one');
      await store.writeConfig('two');

      const versions = [
        await store.readConfigVersion(1),
        await store.readConfigVersion(2),
        await store.readConfigVersion(3),
      ];

      expect(before).toBeUndefined();
      expect(versions).toEqual(['one', 'two', undefined]);
    });

    it('reads back coverage, debt and hold, and deletes the last two', async () => {
      const prefix = '/adapter/all';
      const store = createSsmConfigStore({ client: ssm, prefix });
      await put(`${prefix}/template`, 'template');
      await store.writeConfig('config');
      await store.writeState('state');
      const versions = [await store.writeCoverage('one'), await store.writeCoverage('coverage')];
      const creates = [await store.create('debt', 'debt'), await store.create('hold', 'hold')];

      const all = await store.read();
      const again = await createSsmConfigStore({ client: ssm, prefix }).create('debt', 'another');
      await store.remove('debt');
      await store.remove('hold');
      await store.remove('hold');
      const rest = await store.read();

      expect(versions).toEqual([1, 2]);
      expect(creates).toEqual(['created', 'created']);
      expect(Object.entries(all).map(([name, each]) => [name, each?.value])).toEqual(
        ['template', 'config', 'state', 'coverage', 'debt', 'hold'].map((name) => [name, name]),
      );
      expect(again).toBe('exists');
      expect(all.debt).toMatchObject({ name: `${prefix}/debt`, version: 1 });
      expect(rest).toMatchObject({ coverage: { value: 'coverage' }, debt: undefined, hold: undefined });
      expect(await store.create('debt', 'another')).toBe('created');
    });

    it('lets exactly one of two stores create a debt', async () => {
      const stores = ['a', 'b'].map((value) => ({
        value,
        store: createSsmConfigStore({ client: ssm, prefix: '/adapter/race' }),
      }));

      const creates = await Promise.all(stores.map(({ store, value }) => store.create('debt', value)));

      expect([...creates].sort()).toEqual(['created', 'exists']);
      expect((await stores[0]?.store.read())?.debt?.value).toBe(stores[creates.indexOf('created')]?.value);
    });

    it('writes to a SecureString config, which stays one', async () => {
      const Name = '/adapter/secure/config';
      await ssm.send(new PutParameterCommand({ Name, Value: 'one', Type: 'SecureString' }));
      const known = createSsmConfigStore({ client: ssm, prefix: '/adapter/secure' });
      await known.read();

      await known.writeConfig('two');
      await createSsmConfigStore({ client: ssm, prefix: '/adapter/secure' }).writeConfig('three');

      const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
      expect(Parameter).toMatchObject({ Value: 'three', Type: 'SecureString', Version: 3 });
      expect((await known.read()).config?.value).toBe('three');
    });

    it('stores a config of almost 8 KB with either offset', async () => {
      const store = createSsmConfigStore({ client: ssm, prefix: '/adapter/longest' });
      const on = (offset: string) => `initial_offset: ${offset}\n# `.padEnd(8_190, 'x');

      const versions = [await store.writeConfig(on('latest')), await store.writeConfig(on('earliest'))];

      expect(versions).toEqual([1, 2]);
      expect((await store.read()).config?.value).toBe(on('earliest'));
    });

    it('stores a config between 4 and 8 KB, and a shorter one after it', async () => {
      const store = createSsmConfigStore({ client: ssm, prefix: '/adapter/long' });
      const long = '# a long comment\n'.repeat(300);

      await store.writeConfig(long);
      const shortVersion = await store.writeConfig('short');

      expect(long.length).toBeGreaterThan(4096);
      expect(shortVersion).toBe(2);
      expect((await store.read()).config?.value).toBe('short');
    });
  });
});
