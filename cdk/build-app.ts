import type { App } from 'aws-cdk-lib';
import { SpillwayError } from '../lib/errors';
import type { PipelineSpec } from '../lib/pipeline';
import { sameKafka } from './checks/one-controller';
import { reportedSynthErrors } from './checks/synth-error';
import { orderByEcsCluster } from './cluster-order';
import { type LoadedPipeline, loadPipeline } from './pipeline-file';
import { PipelineStack } from './pipeline-stack';

/**
 * Fills an app with a stack for each pipeline spec that the context `pipeline` names: one file, or several with commas.
 *
 * @returns what is wrong with the files, a line for each finding; the app is of use only when there is nothing
 */
export function buildApp(app: App): string[] {
  const files = String(app.node.tryGetContext('pipeline') ?? '')
    .split(',')
    .map((file) => file.trim())
    .filter((file) => file !== '');
  const refused: string[] = [];
  const attempt = <T>(work: () => T): T[] => {
    try {
      return [work()];
    } catch (error) {
      if (!(error instanceof SpillwayError)) throw error;
      refused.push(...linesOf(error));
      return [];
    }
  };
  const pipelines = attempt(() => named(files)).flatMap((list) =>
    list.flatMap((file) => attempt(() => loadPipeline(file))),
  );
  const stacks = attempt(() => apart(pipelines))
    .flat()
    .flatMap((pipeline) =>
      attempt(() => new PipelineStack(app, `spillway-${pipeline.spec.name}`, { pipeline })),
    );
  // Here a construct's path says nothing to the reader, and the file everything.
  refused.push(...stacks.flatMap((stack) => reportedSynthErrors(stack).map((text) => withFile(text, stack))));
  orderByEcsCluster(stacks);
  return refused;
}

function withFile(text: string, { pipeline }: PipelineStack): string {
  return text.replace(' ', () => ` ${pipeline.file}: `);
}

function named(files: string[]): string[] {
  if (files.length > 0) return files;
  throw new SpillwayError(
    'DEPLOY_NO_PIPELINE',
    'No pipeline spec was named.',
    'Say -c pipeline=FILE, or several with commas; examples/plain.yaml shows one.',
  );
}

/** The CDK would refuse the second stack of one name with a stack trace, and tell of one group without the files. */
function apart(pipelines: LoadedPipeline[]): LoadedPipeline[] {
  for (const [index, { file, spec }] of pipelines.entries()) {
    for (const other of pipelines.slice(0, index)) {
      if (other.spec.name === spec.name) {
        throw new SpillwayError(
          'DEPLOY_NAME_TWICE',
          `${file} name: ${spec.name} is also the name of ${other.file}.`,
          'Give each pipeline a name of its own: stack, function and parameters are called after it.',
        );
      }
      if (other.spec.group === spec.group && sameKafka(kafkaOf(spec), kafkaOf(other.spec))) {
        throw new SpillwayError(
          'DEPLOY_GROUP_TWICE',
          `${file} group: ${spec.group} is also the group of ${other.file}, on the same Kafka.`,
          'Give each pipeline a group of its own: two controllers would move the commits of one.',
        );
      }
    }
  }
  return pipelines;
}

function kafkaOf({ kafka, deploy }: PipelineSpec) {
  return { brokers: kafka.brokers, mskCluster: deploy.msk?.clusterArn };
}

/** One line a finding: the parser's own has them under a line with their number. */
function linesOf({ code, message, hint }: SpillwayError): string[] {
  const [, ...findings] = message.split('\n');
  return (findings.length > 0 ? findings : [message]).map((finding) => `${code} ${finding} ${hint}`);
}
