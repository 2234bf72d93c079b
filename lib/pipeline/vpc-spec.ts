import * as z from 'zod';
import { whenValid } from './when-valid';

/** An EC2 id: `vpc-` and 17 hexadecimal digits, or 8 in old accounts. */
export const ec2Id = (kind: string) =>
  z
    .string()
    .regex(
      new RegExp(`^${kind}-([0-9a-f]{8}|[0-9a-f]{17})$`),
      `expected an id such as ${kind}-0a1b2c3d4e5f60718`,
    );

/** An IPv4 address range. */
export const rangeSchema = z.cidrv4('expected a range such as 10.0.0.0/16');

/** A VPC that the stack creates, in two availability zones. */
const newVpcSchema = z.strictObject({
  /** nat: one NAT gateway. endpoints: interface endpoints for the AWS services in use, and no route to the internet. */
  egress: z.enum(
    ['nat', 'endpoints'],
    'expected nat or endpoints for a new VPC; give an existing VPC by its id',
  ),
  /** Must not overlap with the ranges of peered VPCs. If absent: 10.0.0.0/16. */
  cidr: rangeSchema
    .refine(
      isWholeVpc,
      'expected a range from /16 to /24 that begins at its first address, such as 10.20.0.0/16',
    )
    .optional(),
});

/**
 * EC2 allows no VPC larger than /16, and one smaller than /24 runs out of addresses. CDK miscounts subnets if a range
 * does not begin at its first address.
 */
function isWholeVpc(cidr: string): boolean {
  const [address = '', length] = cidr.split('/');
  const value = address.split('.').reduce((all, octet) => all * 256 + Number(octet), 0);
  const bits = Number(length);
  return bits >= 16 && bits <= 24 && value % 2 ** (32 - bits) === 0;
}

/** A VPC that already exists. */
const existingVpcSchema = z
  .strictObject({
    id: ec2Id('vpc'),
    /** Subnets of tasks and functions, one per entry of `availabilityZones`. They must reach AWS and Kafka. */
    subnets: z.array(ec2Id('subnet')).min(1, 'expected at least one subnet'),
    /** Subnets of an internet-facing load balancer, one per entry of `availabilityZones`. */
    publicSubnets: z.array(ec2Id('subnet')).default([]),
    availabilityZones: z.array(z.string().min(1)).min(1, 'expected at least one availability zone'),
    /** The VPC's address range. An internal listener accepts clients from it, or from all private ranges if absent. */
    cidr: rangeSchema.optional(),
  })
  // CDK pairs them by position, and its own message does not name the keys of the spec.
  .refine(({ subnets, availabilityZones }) => subnets.length === availabilityZones.length, {
    message: 'expected as many subnets as availabilityZones, in the same order',
    path: ['subnets'],
    ...whenValid('subnets', 'availabilityZones'),
  })
  .refine(
    ({ publicSubnets, availabilityZones }) =>
      publicSubnets.length === 0 || publicSubnets.length === availabilityZones.length,
    {
      message: 'expected as many publicSubnets as availabilityZones, in the same order, or none',
      path: ['publicSubnets'],
      ...whenValid('publicSubnets', 'availabilityZones'),
    },
  );

/** The VPC of tasks and functions. `new` is short for `{ egress: nat }`. */
export const vpcSchema = z.union(
  [z.literal('new'), newVpcSchema, existingVpcSchema],
  'expected new, or { id, subnets, availabilityZones }, or { egress, cidr }',
);
type Vpc = z.output<typeof vpcSchema>;

/** Whether the stack creates the VPC. */
export function isNewVpc(vpc: Vpc): vpc is Exclude<Vpc, { id: string }> {
  return vpc === 'new' || 'egress' in vpc;
}

/** Whether the VPC has no route to the internet. For an existing VPC this is not known, so the result is false. */
export function isClosedVpc(vpc: Vpc): boolean {
  return vpc !== 'new' && 'egress' in vpc && vpc.egress === 'endpoints';
}
