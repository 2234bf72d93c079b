/** A VPC with a subnet in each of two zones, that was there before any stack. */
export interface MadeNetwork {
  id: string;
  subnets: string[];
  availabilityZones: string[];
  cidr: string;
}

const ZONES = ['eu-west-1a', 'eu-west-1b'];

/** Makes it by EC2's own calls, in the form that a spec has it in `deploy.vpc`. @param endpoint of moto */
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

/** One call in EC2's form, without its SDK, which the project does not have. */
async function made(endpoint: string, idName: string, parameters: Record<string, string>): Promise<string> {
  const scope = '20260101/eu-west-1/ec2/aws4_request';
  const answer = await fetch(endpoint, {
    method: 'POST',
    // moto asks the header which service is meant, and for nothing else in it.
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=test/${scope}, SignedHeaders=host, Signature=x` },
    body: new URLSearchParams({ ...parameters, Version: '2016-11-15' }),
  });
  const text = await answer.text();
  const id = new RegExp(`<${idName}>([^<]+)<`).exec(text)?.[1];
  if (id === undefined)
    throw new Error(`${parameters.Action} answered ${answer.status}: ${text.slice(0, 300)}`);
  return id;
}
