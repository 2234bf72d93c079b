import { Match, Template } from 'aws-cdk-lib/assertions';
import { importNetwork, Network } from '../../cdk/network';
import { synth, testStack } from '../_helpers/cdk/cdk';
import { ingestionTier, pipelineOf } from '../_helpers/cdk/tier-stack';

const endpointsOf = (template: Template) =>
  Object.values(template.findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) =>
    JSON.stringify(Properties.ServiceName).replace(/^.*\.([a-z.0-9-]*[a-z0-9]).*$/, '$1'),
  );

describe('a new network', () => {
  it('has one NAT gateway, because that costs less than endpoints in two zones', () => {
    const template = synth((stack) => new Network(stack, 'Network'));

    template.resourceCountIs('AWS::EC2::NatGateway', 1);
    template.resourceCountIs('AWS::EC2::Subnet', 4);
    expect(endpointsOf(template)).toEqual(['s3']);
  });

  it('without internet access has an endpoint for each service in use', () => {
    const template = synth((stack) => new Network(stack, 'Network', { egress: 'endpoints' }));

    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    template.resourceCountIs('AWS::EC2::InternetGateway', 0);
    expect(endpointsOf(template).sort()).toEqual(
      ['api', 'application-autoscaling', 'dkr', 'ecs', 'logs', 's3', 'secretsmanager', 'ssm'].sort(),
    );
  });
});

describe('endpoints of a new network', () => {
  const isolated = synth((stack) => new Network(stack, 'Network', { egress: 'endpoints' }));
  const interfaces = Object.values(isolated.findResources('AWS::EC2::VPCEndpoint'))
    .map(({ Properties }) => Properties)
    .filter(({ VpcEndpointType }) => VpcEndpointType === 'Interface');

  it('are only the requested ones, and the one for S3, which is free', () => {
    const few = synth(
      (stack) => new Network(stack, 'Network', { egress: 'endpoints', services: ['ssm', 'ecr.dkr'] }),
    );

    expect(endpointsOf(few).sort()).toEqual(['dkr', 's3', 'ssm']);
  });

  it('use private DNS names, in both zones', () => {
    expect(interfaces).toHaveLength(7);
    for (const { PrivateDnsEnabled, SubnetIds } of interfaces) {
      expect([PrivateDnsEnabled, SubnetIds.length]).toEqual([true, 2]);
    }
  });

  it('allow only the VPC, on port 443', () => {
    const guards = Object.values(isolated.findResources('AWS::EC2::SecurityGroup'));
    const [vpc] = Object.keys(isolated.findResources('AWS::EC2::VPC'));

    expect(guards).toHaveLength(7);
    for (const { Properties } of guards) {
      expect(Properties.SecurityGroupIngress).toEqual([
        expect.objectContaining({ CidrIp: { 'Fn::GetAtt': [vpc, 'CidrBlock'] }, FromPort: 443, ToPort: 443 }),
      ]);
    }
  });

  it('include S3 in the route tables of all subnets, for the layers of images', () => {
    isolated.hasResourceProperties('AWS::EC2::VPCEndpoint', {
      VpcEndpointType: 'Gateway',
      RouteTableIds: [Match.anyValue(), Match.anyValue()],
    });
  });
});

describe('an existing network', () => {
  it('is imported by its ids, and nothing is created', () => {
    const stack = testStack();
    const vpc = importNetwork(stack, 'Vpc', {
      vpcId: 'vpc-0a1b2c3d',
      privateSubnetIds: ['subnet-0a1b2c3d', 'subnet-0e1f2a3b'],
    });

    ingestionTier(pipelineOf('plain'), { vpc }, stack);

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::EC2::VPC', 0);
    template.hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: {
        AwsvpcConfiguration: { Subnets: ['subnet-0a1b2c3d', 'subnet-0e1f2a3b'], AssignPublicIp: 'DISABLED' },
      },
    });
  });
});
