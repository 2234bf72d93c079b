/** The name of an ECS cluster or service that is given by name or ARN: the last part of the ARN. */
export function plainName(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}
