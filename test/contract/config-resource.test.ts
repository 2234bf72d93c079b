import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  PutParameterCommand,
} from '@aws-sdk/client-ssm';
import { handler } from '../../lambda/config-resource';
import { renderProcessing } from '../../lib/collector';
import { testSpec } from '../_helpers/pipeline/spec';
import { ENDPOINTS, type Endpoint, START_TIMEOUT_MS } from './endpoints';

const EARLIEST = renderProcessing(testSpec(), 'earliest');
const NEW = `${EARLIEST}# Deployed again.\n`;
const on = (template: string, offset: 'earliest' | 'latest') =>
  template.replace('initial_offset: earliest', `initial_offset: ${offset}`);

/** What a request holds that is of account here. */
interface Question {
  RequestType: 'Create' | 'Update' | 'Delete';
  PhysicalResourceId?: string;
  properties: Record<string, string | undefined>;
  old?: Record<string, string>;
}

interface Answer {
  Status: string;
  Reason: string;
  PhysicalResourceId: string;
}

/** The deployed function with the real SDK, and a local address in place of CloudFormation's. */
describe.each(ENDPOINTS)("The config's custom resource on %s", (_name, start) => {
  let endpoint: Endpoint;
  let cloudFormation: Server;
  let answers: Answer[];
  let prefixes = 0;
  const before = { ...process.env };

  beforeAll(async () => {
    endpoint = await start();
    Object.assign(process.env, endpoint.env, { POWERTOOLS_LOG_LEVEL: 'SILENT' });
    cloudFormation = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        answers.push(JSON.parse(body));
        response.end();
      });
    });
    await new Promise<void>((resolve) => cloudFormation.listen(0, '127.0.0.1', resolve));
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    process.env = before;
    await new Promise((resolve) => cloudFormation?.close(resolve));
    await endpoint?.stop();
  });

  beforeEach(() => {
    answers = [];
  });

  const newPrefix = () => {
    prefixes += 1;
    return `/config-resource/${prefixes}`;
  };

  const ask = async ({ properties, old, ...request }: Question): Promise<Answer> => {
    const { port } = cloudFormation.address() as AddressInfo;
    const defaults = { onDelete: 'remove' };
    await handler({
      ...request,
      ...{ ResponseURL: `http://127.0.0.1:${port}/`, RequestId: 'r', LogicalResourceId: 'Config' },
      StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/pipeline/1',
      ResourceProperties: { ...defaults, ...properties },
      ...(old && { OldResourceProperties: { ...defaults, ...old } }),
    });
    const answer = answers.pop();
    if (!answer) throw new Error('not answered');
    return answer;
  };

  const put = (Name: string, Value: string) =>
    endpoint.clients.ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));

  const config = async (prefix: string) => {
    const { Parameter } = await endpoint.clients.ssm.send(
      new GetParameterCommand({ Name: `${prefix}/config` }),
    );
    return { text: Parameter?.Value, version: Parameter?.Version };
  };

  const namesBelow = async (prefix: string) => {
    const command = new GetParametersByPathCommand({ Path: prefix, Recursive: true });
    const { Parameters = [] } = await endpoint.clients.ssm.send(command);
    return Parameters.map(({ Name = '' }) => Name.slice(prefix.length)).sort();
  };

  it('creates the config, keeps its offset for a new template, restores the previous one, and removes it', async () => {
    const prefix = newPrefix();

    const created = await ask({ RequestType: 'Create', properties: { prefix, template: EARLIEST } });
    const first = await config(prefix);
    await put(`${prefix}/config`, on(EARLIEST, 'latest'));
    const id = created.PhysicalResourceId;
    const [old, next] = [
      { prefix, template: EARLIEST },
      { prefix, template: NEW },
    ];
    await ask({ RequestType: 'Update', PhysicalResourceId: id, properties: next, old });
    const updated = await config(prefix);
    const back = { RequestType: 'Update', PhysicalResourceId: id, properties: old, old: next } as const;
    const rolledBack = [await ask(back), await ask(back)];
    const second = await config(prefix);
    await put(`${prefix}/state`, '{}');
    for (let version = 1; version <= 11; version += 1) await put(`${prefix}/epoch/${version}`, '{}');
    await put(`${prefix}/template`, EARLIEST);
    const deletion = { RequestType: 'Delete', PhysicalResourceId: id, properties: old } as const;
    const deleted = [await ask(deletion), await ask(deletion)];

    expect(created).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: prefix });
    expect(first).toEqual({ text: EARLIEST, version: 1 });
    expect(updated).toEqual({ text: on(NEW, 'latest'), version: 3 });
    expect(rolledBack.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS']);
    expect(second).toEqual({ text: on(EARLIEST, 'latest'), version: 4 });
    expect(deleted.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await namesBelow(prefix)).toEqual(['/template']);
  }, 30_000);

  it.each([
    ['re-arms', undefined, 'earliest', []],
    ['re-arms by word', 're-arm', 'earliest', []],
    ['adopts', 'adopt', 'latest', ['/config']],
  ] as const)(
    'a Create over a leftover on latest %s it, and a Delete removes what is not adopted',
    async (_what, existing, offset, kept) => {
      const prefix = newPrefix();
      await put(`${prefix}/config`, on(EARLIEST, 'latest'));
      const properties = { prefix, template: NEW, existing };

      const { PhysicalResourceId } = await ask({ RequestType: 'Create', properties });
      const live = await config(prefix);
      await ask({ RequestType: 'Delete', PhysicalResourceId, properties });

      expect(live).toEqual({ text: on(NEW, offset), version: 2 });
      expect(await namesBelow(prefix)).toEqual(kept);
    },
    30_000,
  );

  it('a Create treats a config that holds only an offset as its own only if the state exists too', async () => {
    const prefix = newPrefix();
    await put(`${prefix}/config`, 'latest');
    const properties = {
      prefix,
      template: EARLIEST.replace('initial_offset: earliest', 'initial_offset: ${env:INITIAL_OFFSET}'),
    };

    const refused = await ask({ RequestType: 'Create', properties });
    const untouched = await config(prefix);
    await put(`${prefix}/state`, '{}');
    const taken = await ask({ RequestType: 'Create', properties });

    expect(refused).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/^CONFIG_FOREIGN /),
      PhysicalResourceId: `${prefix}#not-made`,
    });
    expect(untouched).toEqual({ text: 'latest', version: 1 });
    expect(taken).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: prefix });
    expect(await config(prefix)).toEqual({ text: 'earliest', version: 2 });
  });

  it('rejects observe while a debt exists, and removes debts with everything else', async () => {
    const prefix = newPrefix();
    const config = { prefix, template: EARLIEST };
    const guard = { prefix, guard: 'observe' };
    await ask({ RequestType: 'Create', properties: config });
    for (const name of ['state', 'coverage', 'debt', 'hold']) await put(`${prefix}/${name}`, '{}');

    const refused = await ask({ RequestType: 'Create', properties: guard });
    await endpoint.clients.ssm.send(new DeleteParameterCommand({ Name: `${prefix}/debt` }));
    const passed = await ask({ RequestType: 'Create', properties: guard });
    await put(`${prefix}/debt`, '{}');
    const PhysicalResourceId = passed.PhysicalResourceId;
    const rest = [
      await ask({ RequestType: 'Delete', PhysicalResourceId, properties: guard }),
      await ask({ RequestType: 'Delete', PhysicalResourceId: prefix, properties: config }),
    ];

    expect(refused).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/^CONFIG_DEBT_UNPAID /),
    });
    expect(passed).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: `${prefix}#observe` });
    expect(rest.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await namesBelow(prefix)).toEqual([]);
  }, 30_000);

  it('writes to an adopted SecureString, which stays one', async () => {
    const prefix = newPrefix();
    const Name = `${prefix}/config`;
    const Value = on(EARLIEST, 'latest');
    await endpoint.clients.ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString' }));

    const { Status } = await ask({
      RequestType: 'Create',
      properties: { prefix, template: NEW, existing: 'adopt' },
    });

    const command = new GetParameterCommand({ Name, WithDecryption: true });
    const { Parameter } = await endpoint.clients.ssm.send(command);
    expect(Status).toBe('SUCCESS');
    expect(Parameter).toMatchObject({ Value: on(NEW, 'latest'), Type: 'SecureString', Version: 2 });
  });

  it('stores a config above 4 KB, and a short one again afterwards', async () => {
    const prefix = newPrefix();
    const long = `${EARLIEST}# ${'x'.repeat(6_000 - EARLIEST.length)}\n`;

    await ask({ RequestType: 'Create', properties: { prefix, template: long } });
    const { Status } = await ask({
      RequestType: 'Update',
      PhysicalResourceId: prefix,
      properties: { prefix, template: EARLIEST },
      old: { prefix, template: long },
    });

    expect(Status).toBe('SUCCESS');
    expect(await config(prefix)).toEqual({ text: EARLIEST, version: 2 });
  }, 30_000);

  it('returns why it failed, and then leaves the earlier config alone', async () => {
    const prefix = newPrefix();
    await put(`${prefix}/config`, on(EARLIEST, 'latest'));
    const properties = { prefix, template: 'receivers: [' };

    const { Status, Reason, PhysicalResourceId } = await ask({ RequestType: 'Create', properties });
    const deleted = await ask({ RequestType: 'Delete', PhysicalResourceId, properties });

    expect({ Status, Reason }).toEqual({
      Status: 'FAILED',
      Reason: expect.stringMatching(/^CONFIG_MALFORMED .*line 1/),
    });
    expect(deleted.Status).toBe('SUCCESS');
    expect(await config(prefix)).toEqual({ text: on(EARLIEST, 'latest'), version: 1 });
  });
});
