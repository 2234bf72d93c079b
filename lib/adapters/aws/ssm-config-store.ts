import {
  GetParameterCommand,
  GetParametersCommand,
  type Parameter,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import type { ConfigStore, StoredParameter } from '../../controller/ports';
import { SpillwayError } from '../../errors';
import { awsError, callAws, exceptionName } from './aws-failure';
import { claimEpoch } from './epoch-claim';

export interface SsmConfigStoreOptions {
  client: SSMClient;
  /** SSM path without a slash at the end, for example `/spillway/checkout`. */
  prefix: string;
  /**
   * Tier of `config` and `state`. `Intelligent-Tiering`, the default, stays at Standard (no charge) up to 4 KB
   * and goes to Advanced above; it also keeps a parameter that was made Advanced, where writing `Standard`
   * would be refused.
   */
  tier?: 'Standard' | 'Advanced' | 'Intelligent-Tiering';
  /** A clock that only moves forward; for tests of what a late release does. */
  monotonicMs?: () => number;
}

/** What SSM says of a version it has dropped (it keeps 100), and of a parameter that was deleted altogether. */
const NOT_KEPT = new Set(['ParameterVersionNotFound', 'ParameterNotFound']);

/** The pipeline's parameters in SSM. Needs ssm:GetParameter, ssm:GetParameters, ssm:PutParameter and ssm:DeleteParameter. */
export function createSsmConfigStore(options: SsmConfigStoreOptions): ConfigStore {
  const { client, prefix, tier = 'Intelligent-Tiering', monotonicMs = () => performance.now() } = options;
  const names = { template: `${prefix}/template`, config: `${prefix}/config`, state: `${prefix}/state` };
  let newestState = 0;

  const write = async (name: string, value: string): Promise<number> => {
    const answer = await callAws({ service: 'SSM', operation: 'PutParameter', target: name }, () =>
      client.send(
        new PutParameterCommand({ Name: name, Value: value, Type: 'String', Tier: tier, Overwrite: true }),
      ),
    );
    if (answer.Version === undefined) throw incomplete('PutParameter', name);
    return answer.Version;
  };

  return {
    prefix,

    async read() {
      const answer = await callAws({ service: 'SSM', operation: 'GetParameters', target: prefix }, () =>
        client.send(new GetParametersCommand({ Names: Object.values(names), WithDecryption: true })),
      );
      const found = new Map((answer.Parameters ?? []).map((parameter) => [parameter.Name, parameter]));
      const stored = (name: string) => toStored(name, found.get(name));
      const state = stored(names.state);
      newestState = Math.max(newestState, state?.version ?? 0);
      return { template: stored(names.template), config: stored(names.config), state };
    },

    writeConfig: (value) => write(names.config, value),

    async readConfigVersion(version) {
      const name = `${names.config}:${version}`;
      try {
        const { Parameter } = await client.send(
          new GetParameterCommand({ Name: name, WithDecryption: true }),
        );
        return toStored(names.config, Parameter, 'GetParameter')?.value;
      } catch (error) {
        if (NOT_KEPT.has(exceptionName(error))) return undefined;
        throw awsError({ service: 'SSM', operation: 'GetParameter', target: name }, error);
      }
    },

    async writeState(value) {
      const version = await write(names.state, value);
      newestState = Math.max(newestState, version);
      return version;
    },

    async claimEpoch(request) {
      const movedOn = (stateVersion: number) => newestState > stateVersion;
      const release = await claimEpoch({ client, prefix, monotonicMs, movedOn }, request);
      return release && { release };
    },
  };
}

function toStored(
  name: string,
  parameter: Parameter | undefined,
  operation = 'GetParameters',
): StoredParameter | undefined {
  if (!parameter) return undefined;
  const { Value: value, Version: version, LastModifiedDate: lastModified } = parameter;
  if (value === undefined || version === undefined || lastModified === undefined) {
    throw incomplete(operation, name);
  }
  return { name, value, version, lastModifiedMs: lastModified.getTime() };
}

/** The SDK's types allow every field to be absent; going on with an invented version would hide a second writer. */
function incomplete(operation: string, name: string): SpillwayError {
  return new SpillwayError(
    'SSM_REQUEST_FAILED',
    `SSM ${operation} on ${name}: the answer holds no value, version or time.`,
    'Check what AWS_ENDPOINT_URL points at: AWS always answers with them.',
  );
}
