import * as z from 'zod';

const secretsManager = z.string().min(1);

/**
 * The customer managed key that encrypts a secret. Whoever reads the secret needs permission to use the key, and IAM
 * grants that on a key's ARN, not on an alias. Only `cdk/` reads it.
 */
const kmsKeyArn = z
  .string()
  .regex(
    /^arn:[^:]+:kms:[^:]+:\d{12}:key\/[A-Za-z0-9-]+$/,
    'expected the ARN of a key, such as arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9, not of an alias',
  )
  .optional();

/** Where a secret comes from. The spec never contains the value itself. */
export const secretSchema = z.union(
  [
    z.strictObject({
      env: z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'expected the name of an environment variable'),
    }),
    z.strictObject({ secretsManager, field: z.string().min(1).default('password'), kmsKeyArn }),
  ],
  'expected { env: NAME } or { secretsManager: ID, field: KEY }, never the secret itself',
);
export type SecretSource = z.output<typeof secretSchema>;

/** With a leading slash, or as an ARN, which can also name a parameter without a slash. */
const parameterName = z
  .string()
  .regex(
    /^(arn:[^:]+:ssm:[^:]+:\d{12}:parameter)?(\/[A-Za-z0-9_.-]+)+$/,
    'expected the name of an SSM parameter, such as /checkout/backend-token, or its ARN',
  );

const containerSecretForms = [
  z.strictObject({ secretsManager, field: z.string().min(1).optional(), kmsKeyArn }),
  z.strictObject({ ssm: parameterName, kmsKeyArn }),
] as const;

const CONTAINER_SECRET = '{ secretsManager: ID, field: KEY } or { ssm: /PATH }';

/**
 * A secret that a container gets as an environment variable: a secret in Secrets Manager or one field of it, or an SSM
 * parameter.
 */
export const containerSecretSchema = z.union(
  [...containerSecretForms],
  `expected ${CONTAINER_SECRET}, never the secret itself`,
);
export type ContainerSecretSource = z.output<typeof containerSecretSchema>;

/** The value of a header: either text, or where its secret is stored. */
export const headerSchema = z.union(
  [z.string(), ...containerSecretForms],
  `expected text, ${CONTAINER_SECRET}`,
);
