import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';

/** `111122223333.dkr.ecr.eu-west-1.amazonaws.com/name:tag`, or with a digest. */
const OWN_ECR =
  /^(?<account>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/(?<name>[^:@]+)(?:[:@](?<version>.+))?$/;

/** An image by its name, as for `docker pull`. If it is in a private ECR, this grants permission to pull it. */
export function imageByName(scope: Construct, id: string, image: string): ecs.ContainerImage {
  const { account, region, name, version } = OWN_ECR.exec(image)?.groups ?? {};
  if (account === undefined || region === undefined || name === undefined) {
    return ecs.ContainerImage.fromRegistry(image);
  }
  const repository = ecr.Repository.fromRepositoryAttributes(scope, id, {
    repositoryArn: `arn:${region.startsWith('cn-') ? 'aws-cn' : 'aws'}:ecr:${region}:${account}:repository/${name}`,
    repositoryName: name,
  });
  return ecs.ContainerImage.fromEcrRepository(repository, version ?? 'latest');
}
