import path from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { loadPipeline } from '../../cdk/pipeline-file';
import { PipelineStack } from '../../cdk/pipeline-stack';
import { examplePipeline } from '../_helpers/cdk/pipeline';
import { EXAMPLES } from '../_helpers/pipeline/examples';

/** An app that cdk-nag's rules for good solutions on AWS look at; what they refuse makes its synth throw. */
function checked(): App {
  const assets = path.resolve(__dirname, '../_fixtures/bundle');
  const app = new App({ context: { 'otel-spillway:assetRoot': assets } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

/** What CloudFormation's own rules find, the CDK only warns of, on standard error. */
function warned(): string[] {
  const warnings: string[] = [];
  jest.spyOn(console, 'error').mockImplementation((text) => warnings.push(String(text)));
  return warnings;
}

describe('cdk-nag, AwsSolutions, and the rules that the CDK brings', () => {
  afterEach(() => jest.restoreAllMocks());

  it('finds nothing in any example that is not acknowledged with a reason', () => {
    const warnings = warned();
    const app = checked();
    for (const name of EXAMPLES) {
      const pipeline = loadPipeline(path.resolve(__dirname, `../../examples/${name}.yaml`));
      new PipelineStack(app, name, { pipeline });
    }

    expect(() => app.synth()).not.toThrow();
    expect(warnings).toEqual([]);
  }, 120_000);

  it('finds nothing with topic patterns, which IAM supports only as a prefix', () => {
    warned();
    const app = checked();
    const pipeline = examplePipeline(
      'msk-iam',
      { from: 'topic: orders_spans', to: 'topic: ^orders_spans.*' },
      { from: '\ndeploy:', to: '\ndeploy:\n  ingestion: none' },
    );
    new PipelineStack(app, 'patterns', { pipeline });

    expect(() => app.synth()).not.toThrow();
  }, 120_000);

  it('would report a warning', () => {
    const warnings = warned();
    const app = checked();
    new ec2.CfnSecurityGroup(new Stack(app, 'Bad'), 'Group', {
      groupDescription: 'none of that VPC',
      vpcId: 'vpc-none',
    });

    app.synth();

    expect(warnings.join()).toContain("'vpc-none' does not match");
  });

  it('would report an error', () => {
    const app = checked();
    new sns.Topic(new Stack(app, 'Bad'), 'Unencrypted');

    expect(() => app.synth()).toThrow(/AwsSolutions-SNS/);
  });
});
