/** One statement of a policy, with all values resolved. */
export interface PolicyStatement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** A request that IAM has to allow or deny. */
export interface AccessRequest {
  /** `ssm:GetParameter` */
  action: string;
  /** `*` if AWS has no resource for the action. Then only a statement on `*` allows it. */
  resource: string;
  /** Condition keys and their values. */
  conditions: Readonly<Record<string, string>>;
}

/** The operators that Spillway's roles use. Any other operator is an error here, so that it does not silently match. */
const OPERATORS: Record<string, (pattern: string, value: string) => boolean> = {
  StringEquals: (pattern, value) => pattern === value,
  StringLike: matches,
  ArnEquals: matches,
  ArnLike: matches,
};

/** Operators that hold for a key that the request does not have. */
const NEGATED: typeof OPERATORS = { ArnNotLike: (pattern, value) => !matches(pattern, value) };

/** Evaluates a policy by IAM's rule: an explicit deny wins, and anything that is not allowed is denied. */
export function isAllowed(statements: readonly PolicyStatement[], request: AccessRequest): boolean {
  const applying = statements.filter((statement) => applies(statement, request));
  return (
    applying.some(({ Effect }) => Effect === 'Allow') && !applying.some(({ Effect }) => Effect === 'Deny')
  );
}

/** Whether a statement applies to the request, whether it allows or denies. */
export function applies(statement: PolicyStatement, request: AccessRequest): boolean {
  const { Action, Resource, Condition = {} } = statement;
  return (
    listed(Action).some((action) => matches(action, request.action)) &&
    listed(Resource).some((resource) => matches(resource, request.resource)) &&
    Object.entries(Condition).every(([operator, keys]) => holds(operator, keys, request))
  );
}

/** Matches IAM's wildcards: `*` is any text, `?` is one character. */
export function matches(pattern: string, value: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(value);
}

function holds(
  operator: string,
  keys: Record<string, string | string[]>,
  { conditions }: AccessRequest,
): boolean {
  if (operator === 'Null') {
    return Object.entries(keys).every(([key, isNull]) => String(conditions[key] === undefined) === isNull);
  }
  const negated = NEGATED[operator];
  if (negated) {
    return Object.entries(keys).every(([key, patterns]) => {
      const value = conditions[key];
      return value === undefined || listed(patterns).every((pattern) => negated(pattern, value));
    });
  }
  const compare = OPERATORS[operator];
  if (!compare) throw new Error(`no rule here for the condition operator ${operator}`);
  return Object.entries(keys).every(([key, patterns]) => {
    const value = conditions[key];
    // A key that the request does not have matches nothing.
    return value !== undefined && listed(patterns).some((pattern) => compare(pattern, value));
  });
}

function listed(value: string | string[]): string[] {
  return typeof value === 'string' ? [value] : value;
}
