import type { App } from 'aws-cdk-lib';
import { SpillwayError } from '../lib/errors';
import type { PipelineSpec } from '../lib/pipeline';
import { sameKafka } from './checks/one-controller';
import { reportedSynthErrors } from './checks/synth-error';
import { orderByEcsCluster } from './cluster-order';
import { type LoadedPipeline, loadPipeline } from './pipeline-file';
import { PipelineStack } from './pipeline-stack';

/**
 * Adds one stack to the app for each pipeline spec in the context key `pipeline`: file names, separated by commas.
 *
 * @returns errors, one line each. Synthesise the app only if there are none
 */
export function buildApp(app: App): string[] {
  const files = String(app.node.tryGetContext('pipeline') ?? '')
    .split(',')
    .map((file) => file.trim())
    .filter((file) => file !== '');
  const errors: string[] = [];
  const attempt = <T>(work: () => T): T[] => {
    try {
      return [work()];
    } catch (error) {
      if (!(error instanceof SpillwayError)) throw error;
      errors.push(...linesOf(error));
      return [];
    }
  };
  const pipelines = attempt(() => requireFiles(files)).flatMap((list) =>
    list.flatMap((file) => attempt(() => loadPipeline(file))),
  );
  const stacks = attempt(() => requireDistinct(pipelines))
    .flat()
    .flatMap((pipeline) =>
      attempt(() => new PipelineStack(app, `spillway-${pipeline.spec.name}`, { pipeline })),
    );
  // The reader knows the file, but not the path of the construct.
  errors.push(...stacks.flatMap((stack) => reportedSynthErrors(stack).map((text) => withFile(text, stack))));
  orderByEcsCluster(stacks);
  return errors;
}

function withFile(text: string, { pipeline }: PipelineStack): string {
  return text.replace(' ', () => ` ${pipeline.file}: `);
}

function requireFiles(files: string[]): string[] {
  if (files.length > 0) return files;
  throw new SpillwayError(
    'DEPLOY_NO_PIPELINE',
    'No pipeline spec is given.',
    'Add -c pipeline=FILE, or several files separated by commas. examples/plain.yaml shows a spec.',
  );
}

/**
 * Otherwise the CDK would reject a duplicate stack name with a stack trace, and a duplicate group without naming the
 * files.
 */
function requireDistinct(pipelines: LoadedPipeline[]): LoadedPipeline[] {
  for (const [index, { file, spec }] of pipelines.entries()) {
    for (const other of pipelines.slice(0, index)) {
      if (other.spec.name === spec.name) {
        throw new SpillwayError(
          'DEPLOY_NAME_TWICE',
          `${file} name: ${spec.name} is also the name of ${other.file}.`,
          'Give each pipeline its own name. Stack, function and parameters are named after it.',
        );
      }
      if (other.spec.group === spec.group && sameKafka(kafkaOf(spec), kafkaOf(other.spec))) {
        throw new SpillwayError(
          'DEPLOY_GROUP_TWICE',
          `${file} group: ${spec.group} is also the group of ${other.file}, on the same Kafka.`,
          'Give each pipeline its own group. Two controllers would change the offsets of the same group.',
        );
      }
    }
  }
  return pipelines;
}

function kafkaOf({ kafka, deploy }: PipelineSpec) {
  return { brokers: kafka.brokers, mskCluster: deploy.msk?.clusterArn };
}

/** One line per error. The parser's message has one error per line, after a heading. */
function linesOf({ code, message, hint }: SpillwayError): string[] {
  const [, ...findings] = message.split('\n');
  return (findings.length > 0 ? findings : [message]).map((finding) => `${code} ${finding} ${hint}`);
}
