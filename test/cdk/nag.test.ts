import path from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { loadPipeline } from '../../cdk/pipeline-file';
import { PipelineStack } from '../../cdk/pipeline-stack';
import { EXAMPLES } from '../_helpers/examples';

// CloudFormation's own rules are asked in test/e2e/synth.test.ts, and take longer than all of these.
process.env.CDK_VALIDATION = 'false';

/** An app that cdk-nag's rules for good solutions on AWS look at; what they refuse makes its synth throw. */
function checked(): App {
  const assets = path.resolve(__dirname, '../_fixtures/bundle');
  const app = new App({ context: { 'otel-spillway:assetRoot': assets } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

describe('cdk-nag, AwsSolutions', () => {
  it('finds nothing in any example that is not acknowledged with its reason', () => {
    const app = checked();
    for (const name of EXAMPLES) {
      const pipeline = loadPipeline(path.resolve(__dirname, `../../examples/${name}.yaml`));
      new PipelineStack(app, name, { pipeline });
    }

    expect(() => app.synth()).not.toThrow();
  }, 60_000);

  it('would find something', () => {
    const app = checked();
    new sns.Topic(new Stack(app, 'Bad'), 'Unencrypted');

    expect(() => app.synth()).toThrow(/AwsSolutions-SNS/);
  });
});
