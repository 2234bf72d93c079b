/** The plain name of an ECS cluster or service, which may be given as name or ARN: the last part of the ARN. */
export function plainName(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}
