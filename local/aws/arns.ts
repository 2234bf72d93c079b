/** The AWS account that the embedded world simulates. */
const REGION = 'eu-west-1';
const ACCOUNT = '123456789012';

export function ecsArn(kind: 'cluster' | 'service' | 'task' | 'task-definition', name: string): string {
  return `arn:aws:ecs:${REGION}:${ACCOUNT}:${kind}/${name}`;
}

export function parameterArn(name: string): string {
  return `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
}

/** The last part of an ARN, or the name itself, because most calls accept either. */
export function nameOf(nameOrArn: string): string {
  return nameOrArn.split('/').at(-1) ?? nameOrArn;
}

/** The name of a parameter that is given by name or ARN. */
export function parameterName(nameOrArn: string): string {
  const match = /^arn:aws:ssm:[^:]*:[^:]*:parameter(\/.*)$/.exec(nameOrArn);
  return match?.[1] ?? nameOrArn;
}
