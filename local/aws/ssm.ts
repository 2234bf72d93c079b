import { parameterArn, parameterName } from './arns';
import { AwsError } from './aws-error';
import type { Json, Operations } from './json-server';

interface ParameterVersion {
  value: string;
  type: string;
  version: number;
  modifiedMs: number;
  tier: Tier;
}

type Tier = 'Standard' | 'Advanced';

/** The longest value that each tier allows, in characters. */
const LONGEST: Record<Tier, number> = { Standard: 4_096, Advanced: 8_192 };
/** SSM keeps this many versions of a parameter. */
const HISTORY = 100;

/** SSM's parameters, to the extent that Spillway uses them. */
export class LocalSsm {
  constructor(private readonly parameters = new Map<string, readonly ParameterVersion[]>()) {}

  /** The value that a container gets when it starts; `undefined` if the parameter does not exist. */
  value(nameOrArn: string): string | undefined {
    return this.parameters.get(parameterName(nameOrArn))?.at(-1)?.value;
  }

  /** A snapshot of the reads that later writes do not affect. */
  frozen(): Operations {
    return new LocalSsm(new Map(this.parameters)).reads;
  }

  private readonly reads: Operations = {
    GetParameter: ({ Name, WithDecryption }) => ({
      Parameter: readable(this.one(String(Name)), WithDecryption),
    }),
    GetParameters: ({ Names, WithDecryption }) => {
      const names = (Names as string[]).map(parameterName);
      if (names.length < 1 || names.length > 10) throw refused('GetParameters takes 1 to 10 names.');
      return {
        Parameters: names.flatMap((name) =>
          this.parameters.has(name) ? [readable(this.shown(name), WithDecryption)] : [],
        ),
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
      const versions = this.parameters.get(name) ?? [];
      return { Parameters: versions.map((version) => ({ ...shape(name, version), Tier: version.tier })) };
    },
  };

  readonly operations: Operations = {
    ...this.reads,
    PutParameter: (input) => this.put(input),
    DeleteParameter: ({ Name }) => {
      this.parameters.delete(this.existing(String(Name)));
      return {};
    },
  };

  private put({ Name, Value, Overwrite, Type, Tier }: Json): Json {
    const name = parameterName(String(Name));
    const value = String(Value ?? '');
    checkName(name);
    if (value === '') throw refused("Value at 'value' must have length greater than or equal to 1.");
    const versions = this.parameters.get(name);
    const last = versions?.at(-1);
    if (last && Overwrite !== true) {
      throw new AwsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    }
    if (!last && Type === undefined)
      throw refused('A parameter type is required when you create a parameter.');
    if (last && Type !== undefined && Type !== last.type) {
      throw new AwsError(
        'HierarchyTypeMismatchException',
        `Parameter Store doesn't support changing a parameter type in a hierarchy: ${name} is a ${last.type}.`,
      );
    }
    const next = {
      value,
      type: String(Type ?? last?.type),
      version: (last?.version ?? 0) + 1,
      modifiedMs: Date.now(),
      tier: tierFor(Tier ?? last?.tier ?? 'Standard', value, last?.tier),
    };
    this.parameters.set(name, [...(versions ?? []), next].slice(-HISTORY));
    return { Version: next.version, Tier: next.tier };
  }

  /** Finds a parameter by name or ARN. With `:VERSION` at the end, finds that version. */
  private one(nameOrArn: string): Json {
    const [, plain = nameOrArn, selector] = /^(.+):(\d+)$/.exec(nameOrArn) ?? [];
    const name = this.existing(plain);
    if (selector === undefined) return this.shown(name);
    const version = this.parameters.get(name)?.find((each) => each.version === Number(selector));
    if (!version) {
      throw new AwsError(
        'ParameterVersionNotFound',
        `Systems Manager could not find version ${selector} of ${name}. Verify the version and try again.`,
      );
    }
    return { ...shape(name, version), Selector: `:${selector}` };
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

/** Without `WithDecryption`, SSM returns the ciphertext. Nothing is encrypted here. */
function readable(parameter: Json, withDecryption: unknown): Json {
  if (parameter.Type !== 'SecureString' || withDecryption === true) return parameter;
  return { ...parameter, Value: `encrypted:${Buffer.from(String(parameter.Value)).toString('base64')}` };
}

/** Intelligent-Tiering stays at Standard as long as possible, and never goes back from Advanced to Standard. */
function tierFor(asked: unknown, value: string, before: Tier | undefined): Tier {
  if (asked === 'Standard' && before === 'Advanced') {
    throw refused("You can't downgrade a parameter from the advanced-parameter tier to the standard one.");
  }
  const larger = before === 'Advanced' || value.length > LONGEST.Standard;
  const tier = asked === 'Advanced' || (asked === 'Intelligent-Tiering' && larger) ? 'Advanced' : 'Standard';
  if (value.length > LONGEST[tier]) {
    throw refused(
      `${tier} tier parameters support a maximum parameter value of ${LONGEST[tier]} characters.`,
    );
  }
  return tier;
}

function checkName(name: string): void {
  if (!/^[A-Za-z0-9_.\-/]+$/.test(name) || (name.includes('/') && !name.startsWith('/'))) {
    throw refused('Parameter name must be fully qualified, of letters, numbers and the symbols . - _ /');
  }
  if (/^\/?(aws|ssm)/i.test(name)) {
    throw refused('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
  }
}

function refused(message: string): AwsError {
  return new AwsError('ValidationException', message);
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
