import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersCommand,
  type Parameter,
  PutParameterCommand,
  type PutParameterCommandInput,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import type { ConfigStore, StoredParameter } from '../../controller/ports';
import { SpillwayError } from '../../errors';
import { awsError, callAws, exceptionName, noAnswer, readingAnswers } from './aws-failure';
import { claimEpoch } from './epoch-claim';

export interface SsmConfigStoreOptions {
  client: SSMClient;
  /** SSM path without a trailing slash, for example `/spillway/checkout`. */
  prefix: string;
  /**
   * The parameter tier of writes.
   *
   * `Intelligent-Tiering` stays at Standard (free of charge) up to 4 KB and becomes Advanced above that. It also works
   * for a parameter that is already Advanced, where writing `Standard` would be refused.
   *
   * @default Intelligent-Tiering
   */
  tier?: 'Standard' | 'Advanced' | 'Intelligent-Tiering';
  /** A monotonic clock, replaced in tests of a late release. */
  monotonicMs?: () => number;
}

/** SSM's errors for a version that it has dropped (it keeps 100), and for a deleted parameter. */
const NOT_KEPT = new Set(['ParameterVersionNotFound', 'ParameterNotFound']);

/** All parameters of a pipeline except its epochs. GetParameters accepts 10 names per call. */
const PARAMETERS = ['template', 'config', 'state', 'coverage', 'debt', 'hold'] as const;
type ParameterName = (typeof PARAMETERS)[number];

/** The pipeline's parameters in SSM. Needs ssm:GetParameter, ssm:GetParameters, ssm:PutParameter and ssm:DeleteParameter. */
export function createSsmConfigStore(options: SsmConfigStoreOptions): ConfigStore {
  const { client, prefix, tier = 'Intelligent-Tiering', monotonicMs = () => performance.now() } = options;
  const nameOf = (parameter: ParameterName) => `${prefix}/${parameter}`;
  /** Parameters that are known to exist. They are overwritten without a type, so that a SecureString stays one. */
  const existing = new Set<string>();
  let newestState = 0;

  const put = async (name: string, input: Pick<PutParameterCommandInput, 'Value' | 'Overwrite' | 'Type'>) => {
    const answer = await client.send(new PutParameterCommand({ Name: name, Tier: tier, ...input }));
    existing.add(name);
    return answer.Version;
  };
  const create = (name: string, value: string) =>
    put(name, { Value: value, Type: 'String', Overwrite: false }).catch((error: unknown) => {
      if (exceptionName(error) !== 'ParameterAlreadyExists') throw error;
      existing.add(name);
      return 'exists' as const;
    });
  const overwrite = (name: string, value: string) => put(name, { Value: value, Overwrite: true });

  const overwriteOrCreate = async (name: string, value: string) => {
    if (existing.has(name)) {
      try {
        return await overwrite(name, value);
      } catch (error) {
        // SSM returns this error for a parameter that was deleted, but for other reasons too. So try to create it.
        if (exceptionName(error) !== 'ValidationException') throw error;
      }
    }
    const created = await create(name, value);
    return created === 'exists' ? overwrite(name, value) : created;
  };

  const write = async (parameter: 'config' | 'state' | 'coverage', value: string): Promise<number> => {
    const name = nameOf(parameter);
    const call = { service: 'SSM', operation: 'PutParameter', target: name } as const;
    const version = await callAws(call, () => overwriteOrCreate(name, value));
    if (version === undefined) throw noAnswer(call, 'the response contains no version.');
    return version;
  };

  const reading = { service: 'SSM', operation: 'GetParameters', target: prefix } as const;
  const look = async () => {
    const answer = await callAws(reading, () =>
      client.send(new GetParametersCommand({ Names: PARAMETERS.map(nameOf), WithDecryption: true })),
    );
    const found = new Map((answer.Parameters ?? []).map((parameter) => [parameter.Name, parameter]));
    for (const name of PARAMETERS.map(nameOf)) {
      if (found.has(name)) existing.add(name);
      else existing.delete(name);
    }
    const stored = (parameter: ParameterName) => toStored(nameOf(parameter), found.get(nameOf(parameter)));
    const state = stored('state');
    newestState = Math.max(newestState, state?.version ?? 0);
    return {
      template: stored('template'),
      config: stored('config'),
      state,
      coverage: stored('coverage'),
      debt: stored('debt'),
      hold: stored('hold'),
    };
  };

  return {
    prefix,

    read: () => readingAnswers(reading, look),

    writeConfig: (value) => write('config', value),

    async readConfigVersion(version) {
      const name = `${nameOf('config')}:${version}`;
      try {
        const { Parameter } = await client.send(
          new GetParameterCommand({ Name: name, WithDecryption: true }),
        );
        return toStored(nameOf('config'), Parameter, 'GetParameter')?.value;
      } catch (error) {
        if (NOT_KEPT.has(exceptionName(error))) return undefined;
        throw awsError({ service: 'SSM', operation: 'GetParameter', target: name }, error);
      }
    },

    async writeState(value) {
      const version = await write('state', value);
      newestState = Math.max(newestState, version);
      return version;
    },

    writeCoverage: (value) => write('coverage', value),

    async create(parameter, value) {
      const name = nameOf(parameter);
      const version = await callAws({ service: 'SSM', operation: 'PutParameter', target: name }, () =>
        create(name, value),
      );
      return version === 'exists' ? 'exists' : 'created';
    },

    async remove(parameter) {
      const name = nameOf(parameter);
      try {
        await client.send(new DeleteParameterCommand({ Name: name }));
      } catch (error) {
        if (exceptionName(error) === 'ParameterNotFound') return;
        throw awsError({ service: 'SSM', operation: 'DeleteParameter', target: name }, error);
      }
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

/**
 * The error of a response with a missing field. Every field is optional in the SDK's types, but assuming a version would
 * hide a second writer.
 */
function incomplete(operation: string, name: string): SpillwayError {
  return new SpillwayError(
    'SSM_REQUEST_FAILED',
    `SSM ${operation} on ${name}: the response has no value, version or time.`,
    'Check AWS_ENDPOINT_URL: AWS always returns them.',
  );
}
