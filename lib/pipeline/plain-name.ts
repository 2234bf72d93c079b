/** The name of what may also be given by its ARN, such as a cluster or a service of ECS: the ARN's last part. */
export function plainName(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}
