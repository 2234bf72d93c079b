import * as z from 'zod';
import { BROKER } from './broker-list';
import { durationMs } from './duration-schema';
import { secretSchema } from './secret-schema';
import { whenValid } from './when-valid';

const brokerSchema = z.string().regex(BROKER, 'expected host:port, for example kafka-1.internal:9092');

const authSchema = z.discriminatedUnion(
  'mechanism',
  [
    z.strictObject({ mechanism: z.literal('none') }),
    ...(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const).map((mechanism) =>
      z.strictObject({
        mechanism: z.literal(mechanism),
        username: z.string().min(1),
        password: secretSchema,
      }),
    ),
    z.strictObject({ mechanism: z.literal('AWS_MSK_IAM'), region: z.string().min(1) }),
  ],
  'expected none, PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or AWS_MSK_IAM',
);

const tlsSchema = z.strictObject({
  enabled: z.boolean().default(true),
  /** A PEM file with the CA of the brokers, if the system's roots do not include it. */
  caFile: z.string().optional(),
  /** For tests only. Skips the check of the broker's certificate. */
  insecureSkipVerify: z.boolean().default(false),
});

export const kafkaSchema = z
  .strictObject({
    /** If empty, MSK is asked for the brokers of `deploy.msk.clusterArn`. */
    brokers: z
      .array(brokerSchema)
      // Aborts, so that an empty list is not also reported as missing.
      .min(1, { error: 'expected at least one broker', abort: true })
      .default([]),
    auth: authSchema.default({ mechanism: 'none' }),
    tls: tlsSchema.default({ enabled: false, insecureSkipVerify: false }),
    connectTimeout: durationMs('5s', '100ms'),
    requestTimeout: durationMs('10s', '100ms'),
  })
  // Neither the Collector nor kafkajs turns TLS on for IAM. The Collector would read nothing and report no error.
  .refine(({ auth, tls }) => auth.mechanism !== 'AWS_MSK_IAM' || tls.enabled, {
    message: 'expected tls: {} with AWS_MSK_IAM, because MSK accepts IAM over TLS only',
    path: ['tls'],
    ...whenValid('auth', 'tls'),
  });
export type KafkaConnection = z.output<typeof kafkaSchema>;
