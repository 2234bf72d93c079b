import { z } from 'zod';

const secretsManager = z.string().min(1);

/**
 * The key of one's own that a secret is encrypted with: who reads the secret has to be granted it. By its ARN, since no
 * right can be given on an alias. Only `cdk/` reads it.
 */
const kmsKeyArn = z
  .string()
  .regex(
    /^arn:[^:]+:kms:[^:]+:\d{12}:key\/[A-Za-z0-9-]+$/,
    'expected the ARN of a key, such as arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9, not of an alias',
  )
  .optional();

/** Where a secret comes from; its value never stands in the spec. */
export const secretSchema = z.union(
  [
    z.strictObject({
      env: z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'expected the name of an environment variable'),
    }),
    z.strictObject({ secretsManager, field: z.string().min(1).default('password'), kmsKeyArn }),
  ],
  'expected { env: NAME } or { secretsManager: ID, field: KEY }; a secret itself never stands in the spec',
);
export type SecretSource = z.output<typeof secretSchema>;

/** A secret that a container gets as a variable; all of it where no field is named. */
export const containerSecretSchema = z.strictObject({
  secretsManager,
  field: z.string().min(1).optional(),
  kmsKeyArn,
});
