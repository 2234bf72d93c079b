import { CfnOutput, CfnParameter, CfnResource, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { MskBrokers, type MskBrokersProps } from '../../cdk/msk-brokers';
import { synth, testStack } from '../_helpers/cdk/cdk';

const ARN = 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9-2';

const make = (stack: Stack, props: Partial<MskBrokersProps> = {}) =>
  new MskBrokers(stack, 'Brokers', { clusterArn: ARN, listener: 'iam', ...props });
const synthWith = (props: Partial<MskBrokersProps> = {}) => synth((stack) => make(stack, props));
const idOf = (template: Template) => Object.keys(template.findResources('Custom::SpillwayBrokers')).join();

describe('MskBrokers', () => {
  it('asks for the brokers of cluster and listener with a function outside any VPC', () => {
    const template = synthWith();

    template.hasResourceProperties('Custom::SpillwayBrokers', {
      ServiceToken: { 'Fn::GetAtt': [Match.stringLikeRegexp('Function'), 'Arn'] },
      ...{ clusterArn: ARN, listener: 'iam', ServiceTimeout: '300' },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      ...{ Runtime: 'nodejs24.x', Handler: 'index.handler', VpcConfig: Match.absent() },
    });
  });

  it('returns a token', () => {
    const template = synth((stack) => new CfnOutput(stack, 'Text', { value: make(stack).brokers }));

    template.hasOutput('Text', { Value: { 'Fn::GetAtt': [idOf(template), 'Brokers'] } });
  });

  it('may only get the brokers of this cluster and write its log', () => {
    const template = synthWith();

    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.hasResourceProperties('AWS::IAM::Role', {
      ManagedPolicyArns: Match.absent(),
      Policies: [
        {
          PolicyDocument: {
            Statement: [
              {
                ...{
                  Sid: 'WriteLog',
                  Effect: 'Allow',
                  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                },
                Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('Log'), 'Arn'] },
              },
              {
                ...{ Sid: 'AskForBrokers', Effect: 'Allow', Action: 'kafka:GetBootstrapBrokers' },
                Resource: ARN,
              },
            ],
          },
        },
      ],
    });
  });

  it('is another resource and function for another cluster or listener, and the same one otherwise', () => {
    const ids = [{}, {}, { listener: 'tls' as const }, { clusterArn: `${ARN}0` }].map((props) => {
      const template = synthWith(props);
      const [functionId] = Object.keys(template.findResources('AWS::Lambda::Function'));
      return `${idOf(template)} ${functionId}`;
    });

    expect(ids[1]).toBe(ids[0]);
    expect(new Set(ids.slice(1)).size).toBe(3);
  });

  it('accepts an ARN that is only known at deployment', () => {
    const of = (name: string) =>
      synth((stack) => make(stack, { clusterArn: new CfnParameter(stack, name).valueAsString }));

    of('Cluster').hasResourceProperties('Custom::SpillwayBrokers', { clusterArn: { Ref: 'Cluster' } });
    expect(idOf(of('Cluster'))).toBe(idOf(of('Cluster')));
    expect(idOf(of('Cluster'))).not.toBe(idOf(of('Other')));
  });

  it('accepts a cluster of another stack of the app', () => {
    const stack = testStack();
    const theirs = new CfnResource(new Stack(stack.node.root, 'Theirs'), 'Cluster', {
      type: 'AWS::MSK::Cluster',
    });
    make(stack, { clusterArn: theirs.ref });

    const imported = { 'Fn::ImportValue': Match.stringLikeRegexp('^Theirs:') };
    Template.fromStack(stack).hasResourceProperties('Custom::SpillwayBrokers', { clusterArn: imported });
  });

  it('applies permissions boundary, key and retention', () => {
    const template = synth((stack) =>
      make(stack, {
        permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'),
        encryptionKey: new kms.Key(stack, 'Key'),
        logRetention: RetentionDays.ONE_WEEK,
      }),
    );

    template.hasResourceProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 7, KmsKeyId: Match.anyValue() });
  });
});
