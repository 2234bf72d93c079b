import {
  DeleteParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { awsError, callAws, exceptionName } from '../../lib/adapters/aws/aws-failure';

/** The live config as it was read. */
export interface LiveConfig {
  text: string;
  version: number;
  /** When it was last written, epoch milliseconds; `undefined` where SSM does not say. */
  modifiedAtMs: number | undefined;
  /** Whether the controller's state is there, too. */
  beside: 'state' | 'nothing';
}

/** A pipeline's parameters, as far as this function may touch them. Every failure is a `SpillwayError`, `SSM_…`. */
export interface ConfigParameters {
  read(): Promise<LiveConfig | undefined>;
  /** Never overwrites: false when there is a config by now. */
  create(text: string): Promise<boolean>;
  /** Overwrites; returns the new version. */
  overwrite(text: string): Promise<number | undefined>;
  /** The stop of the tier that has to be repaid, as it was recorded. */
  readDebt(): Promise<string | undefined>;
  /** Removes config, state, coverage, debt, hold and epochs; what is not there is no fault. */
  remove(): Promise<void>;
}

/** Standard up to 4 KB, Advanced above, and an Advanced one stays: a shorter template could not be stored otherwise. */
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
      const beside = named(state) ? 'state' : 'nothing';
      return {
        text: live.Value ?? '',
        version: live.Version ?? 0,
        modifiedAtMs: live.LastModifiedDate?.getTime(),
        beside,
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
        // Without a type it keeps its own: a config that was adopted may be a SecureString.
        put({ Value: text, Overwrite: true }),
      );
      return answer.Version;
    },

    async readDebt() {
      return (await get(debt)).Parameters?.[0]?.Value;
    },

    async remove() {
      // The config last: what the others say would be about nothing without it.
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
