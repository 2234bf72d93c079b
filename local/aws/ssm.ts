import { parameterArn, parameterName } from './arns';
import { AwsError } from './aws-error';
import type { Json, Operations } from './json-server';

interface ParameterVersion {
  value: string;
  type: string;
  version: number;
  modifiedMs: number;
}

const STANDARD_LIMIT = 4_096;
const ADVANCED_LIMIT = 8_192;
/** SSM keeps so many versions of a parameter. */
const HISTORY = 100;

/** SSM's parameters, as far as Spillway uses them. */
export class LocalSsm {
  private readonly parameters = new Map<string, ParameterVersion[]>();

  /** The value a container gets at its start; `undefined` when the parameter does not exist. */
  value(nameOrArn: string): string | undefined {
    return this.parameters.get(parameterName(nameOrArn))?.at(-1)?.value;
  }

  readonly operations: Operations = {
    GetParameter: ({ Name }) => ({ Parameter: this.shown(this.existing(String(Name))) }),
    GetParameters: ({ Names }) => {
      const names = (Names as string[]).map(parameterName);
      if (names.length > 10)
        throw new AwsError('ValidationException', 'GetParameters takes 10 names at the most.');
      return {
        Parameters: names.flatMap((name) => (this.parameters.has(name) ? [this.shown(name)] : [])),
        InvalidParameters: names.filter((name) => !this.parameters.has(name)),
      };
    },
    GetParametersByPath: ({ Path, Recursive }) => {
      const path = String(Path).replace(/\/?$/, '/');
      const below = [...this.parameters.keys()].filter(
        (name) => name.startsWith(path) && (Recursive === true || !name.slice(path.length).includes('/')),
      );
      return { Parameters: below.sort().map((name) => this.shown(name)) };
    },
    GetParameterHistory: ({ Name }) => {
      const name = this.existing(String(Name));
      return { Parameters: (this.parameters.get(name) ?? []).map((version) => shape(name, version)) };
    },
    PutParameter: (input) => this.put(input),
    DeleteParameter: ({ Name }) => {
      this.parameters.delete(this.existing(String(Name)));
      return {};
    },
  };

  private put({ Name, Value, Overwrite, Type, Tier }: Json): Json {
    const name = parameterName(String(Name));
    const value = String(Value ?? '');
    const versions = this.parameters.get(name);
    const last = versions?.at(-1);
    if (last && Overwrite !== true) {
      throw new AwsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    }
    const limit = Tier === 'Standard' || Tier === undefined ? STANDARD_LIMIT : ADVANCED_LIMIT;
    if (Buffer.byteLength(value) > limit) {
      throw new AwsError('ValidationException', `Value is larger than ${limit} characters for this tier.`);
    }
    if (!last && Type === undefined)
      throw new AwsError('ValidationException', 'A parameter type is required when you create a parameter.');
    const next = {
      value,
      type: String(Type ?? last?.type),
      version: (last?.version ?? 0) + 1,
      modifiedMs: Date.now(),
    };
    this.parameters.set(name, [...(versions ?? []), next].slice(-HISTORY));
    return {
      Version: next.version,
      Tier: Buffer.byteLength(value) > STANDARD_LIMIT ? 'Advanced' : 'Standard',
    };
  }

  private existing(nameOrArn: string): string {
    const name = parameterName(nameOrArn);
    if (!this.parameters.has(name)) throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
    return name;
  }

  private shown(name: string): Json {
    const version = this.parameters.get(name)?.at(-1);
    return version ? shape(name, version) : {};
  }
}

function shape(name: string, { value, type, version, modifiedMs }: ParameterVersion): Json {
  return {
    Name: name,
    Type: type,
    Value: value,
    Version: version,
    LastModifiedDate: modifiedMs / 1000,
    ARN: parameterArn(name),
    DataType: 'text',
  };
}
