import { z } from 'zod';

/** An id as EC2 gives them out: eight digits long ago, seventeen now. */
export const ec2Id = (kind: string) =>
  z
    .string()
    .regex(
      new RegExp(`^${kind}-([0-9a-f]{8}|[0-9a-f]{17})$`),
      `expected an id such as ${kind}-0a1b2c3d4e5f60718`,
    );

/** Of IPv4 addresses. */
export const rangeSchema = z.cidrv4('expected a range such as 10.0.0.0/16');

/** One that is made: two zones, so each subnet gets a quarter of the range or a half. */
const newVpcSchema = z.strictObject({
  /** nat: one gateway to everywhere. endpoints: to the AWS services in use, and to nowhere else. */
  egress: z.enum(
    ['nat', 'endpoints'],
    'expected nat or endpoints for a VPC of its own; one that exists has an id',
  ),
  /** What it is peered with has to have another one. 10.0.0.0/16 when absent. */
  cidr: rangeSchema
    .refine(isWholeVpc, 'expected a whole range of /16 to /24 by its first address, such as 10.20.0.0/16')
    .optional(),
});

/** EC2 takes no VPC above /16; below /24 tasks and endpoints run out of addresses. CDK miscounts from another address. */
function isWholeVpc(cidr: string): boolean {
  const [address = '', length] = cidr.split('/');
  const value = address.split('.').reduce((all, octet) => all * 256 + Number(octet), 0);
  const bits = Number(length);
  return bits >= 16 && bits <= 24 && value % 2 ** (32 - bits) === 0;
}

/** One that exists. */
const existingVpcSchema = z
  .strictObject({
    id: ec2Id('vpc'),
    /** Where tasks and functions run, one in each of `availabilityZones`, with a way to AWS and to Kafka. */
    subnets: z.array(ec2Id('subnet')).min(1, 'expected at least one subnet'),
    /** For an internet-facing load balancer; one in each of `availabilityZones`. */
    publicSubnets: z.array(ec2Id('subnet')).default([]),
    availabilityZones: z.array(z.string().min(1)).min(1, 'expected at least one availability zone'),
    /** Range of the VPC: who may send to an internal listener. All private ranges when absent. */
    cidr: rangeSchema.optional(),
  })
  // CDK pairs them by position, and says nothing that a reader of the YAML would understand.
  .refine(({ subnets, availabilityZones }) => subnets.length === availabilityZones.length, {
    message: 'expected as many subnets as availabilityZones, in the same order',
    path: ['subnets'],
  })
  .refine(
    ({ publicSubnets, availabilityZones }) =>
      publicSubnets.length === 0 || publicSubnets.length === availabilityZones.length,
    {
      message: 'expected as many publicSubnets as availabilityZones, in the same order, or none',
      path: ['publicSubnets'],
    },
  );

/** Where tasks and functions run. `new` is short for `{ egress: nat }`. */
export const vpcSchema = z.union(
  [z.literal('new'), newVpcSchema, existingVpcSchema],
  'expected new, or { id, subnets, availabilityZones }, or { egress, cidr }',
);
type Vpc = z.output<typeof vpcSchema>;

/** Is it one that the stack makes? */
export function isNewVpc(vpc: Vpc): vpc is Exclude<Vpc, { id: string }> {
  return vpc === 'new' || 'egress' in vpc;
}

/** Does nothing lead from it to the internet, and back? Of one that exists, nobody here knows. */
export function isClosedVpc(vpc: Vpc): boolean {
  return vpc !== 'new' && 'egress' in vpc && vpc.egress === 'endpoints';
}
