import type { App } from 'aws-cdk-lib';
import { SpillwayError } from '../lib/errors';
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
  for (const pipeline of attempt(() => apart(pipelines)).flat()) {
    attempt(() => new PipelineStack(app, `spillway-${pipeline.spec.name}`, { pipeline }));
  }
  return refused;
}

function named(files: string[]): string[] {
  if (files.length > 0) return files;
  throw new SpillwayError(
    'DEPLOY_NO_PIPELINE',
    'No pipeline spec was named.',
    'Say -c pipeline=FILE, or several with commas; examples/plain.yaml shows one.',
  );
}

/** The CDK would refuse the second stack of one name, with a stack trace and without the files. */
function apart(pipelines: LoadedPipeline[]): LoadedPipeline[] {
  const byName = new Map<string, string>();
  for (const { file, spec } of pipelines) {
    const other = byName.get(spec.name);
    if (other !== undefined) {
      throw new SpillwayError(
        'DEPLOY_NAME_TWICE',
        `${file} name: ${spec.name} is also the name of ${other}.`,
        'Give each pipeline a name of its own: stack, function and parameters are called after it.',
      );
    }
    byName.set(spec.name, file);
  }
  return pipelines;
}

/** One line a finding: the parser's own has them under a line with their number. */
function linesOf({ code, message, hint }: SpillwayError): string[] {
  const [, ...findings] = message.split('\n');
  return (findings.length > 0 ? findings : [message]).map((finding) => `${code} ${finding} ${hint}`);
}
