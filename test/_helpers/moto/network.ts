import { askMoto } from './request';

/** A VPC with a subnet in each of two zones, which existed before any stack. */
export interface MadeNetwork {
  id: string;
  subnets: string[];
  availabilityZones: string[];
  cidr: string;
}

const ZONES = ['eu-west-1a', 'eu-west-1b'];

/** Creates the network by calls to EC2. Returns it in the form of `deploy.vpc` in a spec. @param endpoint of moto */
export async function makeNetwork(endpoint: string): Promise<MadeNetwork> {
  const cidr = '10.7.0.0/16';
  const vpc = await made(endpoint, 'vpcId', { Action: 'CreateVpc', CidrBlock: cidr });
  const subnets: string[] = [];
  for (const [index, zone] of ZONES.entries()) {
    const place = { VpcId: vpc, CidrBlock: `10.7.${index}.0/24`, AvailabilityZone: zone };
    subnets.push(await made(endpoint, 'subnetId', { Action: 'CreateSubnet', ...place }));
  }
  return { id: vpc, subnets, availabilityZones: ZONES, cidr };
}

async function made(endpoint: string, idName: string, parameters: Record<string, string>): Promise<string> {
  const body = new URLSearchParams({ ...parameters, Version: '2016-11-15' });
  const text = await askMoto(endpoint, 'ec2', { method: 'POST', body });
  const id = new RegExp(`<${idName}>([^<]+)<`).exec(text)?.[1];
  if (id === undefined) throw new Error(`${parameters.Action} answered without ${idName}`);
  return id;
}
