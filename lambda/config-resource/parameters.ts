import {
  DeleteParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { awsError, callAws, exceptionName } from '../../lib/adapters/aws/aws-failure';

/** The live configuration. */
export interface LiveConfig {
  text: string;
  version: number;
  /** Time of the last write in epoch milliseconds; `undefined` if SSM does not return it. */
  modifiedAtMs: number | undefined;
  /** Whether the state parameter exists too. */
  hasState: boolean;
}

/** The parameters of a pipeline that this function may use. Methods reject with a `SpillwayError`, `SSM_…`. */
export interface ConfigParameters {
  read(): Promise<LiveConfig | undefined>;
  /** Creates the parameter but never overwrites it. Returns false if it exists. */
  create(text: string): Promise<boolean>;
  /** Overwrites the parameter. Returns the new version. */
  overwrite(text: string): Promise<number | undefined>;
  /** The debt parameter, which exists while Spillway has stopped the tasks. */
  readDebt(): Promise<string | undefined>;
  /** Removes config, state, coverage, debt, hold and epochs; those that do not exist are ignored. */
  remove(): Promise<void>;
}

/** Standard up to 4 KB, Advanced above that. An Advanced parameter stays Advanced even with a shorter text. */
const TIER = 'Intelligent-Tiering';

export function ssmConfigParameters(client: SSMClient, prefix: string): ConfigParameters {
  const config = `${prefix}/config`;
  const state = `${prefix}/state`;
  const debt = `${prefix}/debt`;
  const put = (input: Pick<PutParameterCommandInput, 'Value' | 'Type' | 'Overwrite'>) =>
    client.send(new PutParameterCommand({ Name: config, Tier: TIER, ...input }));
  const get = (...names: string[]) =>
    callAws({ service: 'SSM', operation: 'GetParameters', target: names[0] ?? prefix }, () =>
      client.send(new GetParametersCommand({ Names: names, WithDecryption: true })),
    );
  return {
    async read() {
      const answer = await get(config, state);
      const named = (name: string) => answer.Parameters?.find(({ Name }) => Name === name);
      const live = named(config);
      if (!live) return undefined;
      return {
        text: live.Value ?? '',
        version: live.Version ?? 0,
        modifiedAtMs: live.LastModifiedDate?.getTime(),
        hasState: named(state) !== undefined,
      };
    },

    async create(text) {
      try {
        await put({ Value: text, Type: 'String', Overwrite: false });
        return true;
      } catch (error) {
        if (exceptionName(error) === 'ParameterAlreadyExists') return false;
        throw awsError({ service: 'SSM', operation: 'PutParameter', target: config }, error);
      }
    },

    async overwrite(text) {
      const answer = await callAws({ service: 'SSM', operation: 'PutParameter', target: config }, () =>
        // Without a type the parameter keeps its own, because an adopted one may be a SecureString.
        put({ Value: text, Overwrite: true }),
      );
      return answer.Version;
    },

    async readDebt() {
      return (await get(debt)).Parameters?.[0]?.Value;
    },

    async remove() {
      // The configuration is removed last, because the others refer to it.
      const kept = [state, `${prefix}/coverage`, debt, `${prefix}/hold`];
      const names = [...kept, ...(await epochs(client, prefix)), config];
      for (const name of names) await removeOne(client, name);
    },
  };
}

async function epochs(client: SSMClient, prefix: string): Promise<string[]> {
  const path = `${prefix}/epoch`;
  const names: string[] = [];
  let token: string | undefined;
  do {
    const page = await callAws({ service: 'SSM', operation: 'GetParametersByPath', target: path }, () =>
      client.send(new GetParametersByPathCommand({ Path: path, ...(token && { NextToken: token }) })),
    );
    names.push(...(page.Parameters ?? []).flatMap(({ Name }) => Name ?? []));
    token = page.NextToken;
  } while (token);
  return names;
}

async function removeOne(client: SSMClient, name: string): Promise<void> {
  try {
    await client.send(new DeleteParameterCommand({ Name: name }));
  } catch (error) {
    if (exceptionName(error) === 'ParameterNotFound') return;
    throw awsError({ service: 'SSM', operation: 'DeleteParameter', target: name }, error);
  }
}
