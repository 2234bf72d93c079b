import type { ErrorEntry } from '../error-entry';

/** Errors of SSM, ECS, Secrets Manager and MSK. */
export const AWS_ERRORS = {
  AWS_CREDENTIALS_MISSING: {
    area: 'aws',
    meaning: 'The AWS SDK found no usable credentials. Nothing was sent.',
    whatToDo:
      'Sign in (`aws sso login`), choose a profile with `--profile` or `AWS_PROFILE`, or set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`.',
  },
  AWS_CREDENTIALS_EXPIRED: {
    area: 'aws',
    meaning: 'The AWS credentials or the sign-in have expired.',
    whatToDo: 'Sign in again, or set new credentials.',
  },
  AWS_CREDENTIALS_INVALID: {
    area: 'aws',
    meaning: 'AWS does not know the access key, or the signature is wrong.',
    whatToDo: 'Check the access key, its secret, and the clock of the machine.',
  },
  AWS_PROFILE_UNKNOWN: {
    area: 'aws',
    meaning:
      'The profile in `--profile` or `AWS_PROFILE` is in neither the config nor the credentials file. Nothing was contacted.',
    whatToDo: 'Use an existing profile, or create it with `aws configure`.',
  },
  AWS_REGION_MISSING: {
    area: 'aws',
    meaning: 'No AWS region is set.',
    whatToDo: 'Set `--region`, `AWS_REGION`, or `aws.region` in the pipeline spec.',
  },
  SSM_UNREACHABLE: {
    area: 'aws',
    meaning: 'SSM did not answer a read, or a write could not be sent.',
    whatToDo:
      'In a VPC, check the `ssm` interface endpoint or the NAT gateway, and that port 443 is open. Elsewhere check `AWS_ENDPOINT_URL` and the region.',
  },
  SSM_ACCESS_DENIED: {
    area: 'aws',
    meaning: 'The credentials do not allow the SSM operation that the message names.',
    whatToDo: 'Allow the operation on that parameter: docs/operations.md#permissions.',
  },
  SSM_REQUEST_FAILED: {
    area: 'aws',
    meaning:
      'SSM rejected a request for another reason, for example throttling, or a value that is too long.',
    whatToDo: 'Read the exception that the message names. After throttling, the next tick tries again.',
  },
  SSM_NO_ANSWER: {
    area: 'aws',
    meaning:
      'A write to SSM was sent, but no response says whether it was carried out. **It may have taken effect, or may do so in a moment.** Spillway does not send it again.',
    whatToDo:
      'Wait: the next tick reads the stored value and continues. If it keeps failing, check the `ssm` endpoint and the health of the region.',
  },
  ECS_UNREACHABLE: {
    area: 'aws',
    meaning: 'ECS did not answer a read, or a write could not be sent.',
    whatToDo:
      'In a VPC, check the `ecs` interface endpoint or the NAT gateway, and that port 443 is open. Elsewhere check `AWS_ENDPOINT_URL` and the region.',
  },
  ECS_ACCESS_DENIED: {
    area: 'aws',
    meaning: 'The credentials do not allow the ECS operation that the message names.',
    whatToDo: 'Allow the operation on that cluster and service: docs/operations.md#permissions.',
  },
  ECS_REQUEST_FAILED: {
    area: 'aws',
    meaning: 'ECS rejected a request for another reason, or did not describe one of the tasks.',
    whatToDo: 'Read the exception that the message names. After throttling, the next tick tries again.',
  },
  ECS_NO_ANSWER: {
    area: 'aws',
    meaning:
      'UpdateService was sent, but no response says whether it was carried out. **It may have taken effect, or may do so in a moment.** Spillway does not send it again.',
    whatToDo:
      'Wait: the next tick reads desiredCount and continues. If it keeps failing, check the `ecs` endpoint and the health of the region.',
  },
  ECS_CLUSTER_MISSING: {
    area: 'aws',
    meaning: 'The ECS cluster does not exist.',
    whatToDo: 'Check `tiers.processing.cluster`, the region and the account.',
  },
  ECS_SERVICE_MISSING: {
    area: 'aws',
    meaning: 'The ECS service does not exist, or it is INACTIVE.',
    whatToDo:
      'Check `tiers.processing.service`, the region and the account, or deploy the processing tier first.',
  },
  ECS_SERVICE_DAEMON: {
    area: 'aws',
    meaning:
      'The ECS service has the scheduling strategy DAEMON. ECS runs one task on each container instance, so there is no desiredCount to set.',
    whatToDo: 'Run the processing tier as a service with the scheduling strategy REPLICA.',
  },
  SECRETS_UNREACHABLE: {
    area: 'aws',
    meaning: 'Secrets Manager did not answer.',
    whatToDo:
      'In a VPC, check the `secretsmanager` interface endpoint or the NAT gateway, and that port 443 is open. Elsewhere check `AWS_ENDPOINT_URL` and the region.',
  },
  SECRETS_ACCESS_DENIED: {
    area: 'aws',
    meaning: 'The credentials do not allow reading the secret.',
    whatToDo:
      'Allow `secretsmanager:GetSecretValue` on the secret: docs/operations.md#permissions. A secret with a KMS key of your own needs `kms:Decrypt`, too.',
  },
  SECRETS_REQUEST_FAILED: {
    area: 'aws',
    meaning: 'Secrets Manager rejected a request for another reason.',
    whatToDo: 'Read the exception that the message names. After throttling, the next tick tries again.',
  },
  MSK_UNREACHABLE: {
    area: 'aws',
    meaning: 'MSK did not answer when Spillway asked for the brokers of `deploy.msk.clusterArn`.',
    whatToDo:
      'In a VPC, check the `kafka` interface endpoint or the NAT gateway, and that port 443 is open. Elsewhere check `AWS_ENDPOINT_URL` and the region.',
  },
  MSK_ACCESS_DENIED: {
    area: 'aws',
    meaning: 'The credentials do not allow Spillway to get the brokers from MSK.',
    whatToDo: 'Allow `kafka:GetBootstrapBrokers` on the cluster.',
  },
  MSK_REQUEST_FAILED: {
    area: 'aws',
    meaning: 'MSK rejected a request for another reason, for example because the ARN is not valid.',
    whatToDo: 'Read the exception that the message names, and check `deploy.msk.clusterArn`.',
  },
  MSK_CLUSTER_NOT_FOUND: {
    area: 'aws',
    meaning: 'MSK has no cluster with the ARN in `deploy.msk.clusterArn`.',
    whatToDo:
      'Check the region, the account and the id at the end of the ARN. `aws kafka list-clusters-v2` lists them.',
  },
  MSK_LISTENER_OFF: {
    area: 'aws',
    meaning: 'The MSK cluster has no brokers for the login in `kafka.auth` and `kafka.tls`.',
    whatToDo:
      'Turn that login on for the cluster, or use one that is turned on. A cluster that is still being created has no brokers yet.',
  },
} as const satisfies Record<string, ErrorEntry>;
