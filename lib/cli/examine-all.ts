import { createKafkaProbe } from '../adapters/kafka/probe';
import {
  type CollectorFile,
  checkAws,
  checkReaders,
  checkTarget,
  collectorClients,
  type ExplainedFinding,
  explained,
  type Finding,
  fault,
  groupByConnection,
  isFault,
  type Target,
  type TargetResult,
} from '../doctor';
import { jsonLine, textLines } from '../output';
import { type DoctorSection, drawDoctor } from '../report/doctor-table';
import type { Outcome } from '../report/outcome';
import { checkProfile } from './aws-options';
import type { CliContext } from './context';
import { awsSide } from './doctor-aws';
import { clientsOfLive } from './doctor-live';
import { clientsOfSpec, readTextOrNothing } from './doctor-spec';
import { EXIT, type ExitCode, failAsUsage } from './exit-code';
import { withKnownBrokers } from './known-brokers';
import { readInputs } from './read-inputs';
import { readSpec } from './read-spec';
import type { Format } from './show-error';
import { showWaiting } from './show-waiting';

export interface ExamineOptions {
  pipeline: string | undefined;
  output: Format;
  aws: boolean;
}

/** The width of a report on a pipe or in a file, because people paste it into tickets. */
const DEFAULT_WIDTH = 80;

/** Checks all connections of a spec and of Collector configurations, and shows the findings. */
export async function examineAll(
  context: CliContext,
  files: string[],
  options: ExamineOptions,
): Promise<ExitCode> {
  const { targets, settings, spec, aws, live } = await failAsUsage(() =>
    collectTargets(context, files, options),
  );
  const probe = createKafkaProbe();
  // This makes pending requests fail at once.
  context.interrupted.addEventListener('abort', () => probe.close(), { once: true });
  const sections: DoctorSection[] = settings.length > 0 ? [section('settings', settings)] : [];
  const results: TargetResult[] = [];
  try {
    for (const target of targets) {
      const result = await showWaiting(context, `Kafka (${target.connection.brokers.join(', ')})`, () =>
        checkTarget(target, { probe, nowMs: context.nowMs() }),
      );
      context.interrupted.throwIfAborted();
      results.push(result);
      sections.push(section(titleOf(target), result.findings));
    }
    if (spec && aws) {
      sections.push(section('AWS', await showWaiting(context, 'AWS', () => checkAws(aws.checks))));
      const seen = results.find(({ groups }) => groups.has(spec.group));
      const reading = checkReaders({
        ...{ spec, live, runningTasks: await aws.runningTasks() },
        ...{ group: seen?.groups.get(spec.group), kafkaVersion: seen?.kafkaVersion },
      });
      sections.push(section(`readers of ${spec.group}`, reading));
    }
  } finally {
    probe.close();
    aws?.close();
  }
  const failed = sections.some(({ findings }) => findings.some(isFault));
  show(context, sections, { output: options.output, outcome: failed ? 'failed' : 'done' });
  return failed ? EXIT.failed : EXIT.done;
}

async function collectTargets(context: CliContext, files: string[], options: ExamineOptions) {
  const { pipeline } = options;
  const spec =
    pipeline === undefined ? undefined : await withKnownBrokers(await readSpec(pipeline, context), context);
  const inputs: CollectorFile[] = await readInputs(files, context);
  const ofSpec = spec && (await clientsOfSpec(spec, context));
  const parts = [
    ...(ofSpec ? [ofSpec] : []),
    ...inputs.map((input) => collectorClients(input, { env: context.env, readText: readTextOrNothing })),
  ];
  const clients = parts.flatMap((part) => part.clients);
  const settings: Finding[] = parts.flatMap((part) => part.findings);
  if (clients.length === 0 && settings.length === 0) {
    settings.push(fault('settings', 'NOTHING_TO_EXAMINE', files.join(', '), 'no pipeline uses Kafka'));
  }
  if (spec && options.aws) checkProfile(context.env);
  const aws = spec && options.aws ? awsSide(spec, context) : undefined;
  const live = aws && (await showWaiting(context, 'AWS', () => aws.live()));
  const ofLive = ofSpec && live && clientsOfLive(live, ofSpec.clients, context);
  return {
    targets: groupByConnection([...clients, ...(ofLive?.clients ?? [])]),
    settings: [...settings, ...(ofLive?.findings ?? [])],
    ...{ spec, aws, live },
  };
}

function section(title: string, findings: readonly Finding[]): DoctorSection {
  return { title, findings: findings.map(explained) };
}

function titleOf({ connection, clients }: Target): string {
  return `${connection.brokers.join(', ')} for ${clients.map(({ who }) => who).join(', ')}`;
}

function show(
  { stdout }: CliContext,
  sections: readonly DoctorSection[],
  { output, outcome }: { output: Format; outcome: Outcome },
): void {
  if (output === 'json') stdout.write(jsonLine({ outcome, sections, ...countsOf(sections) }));
  else stdout.write(textLines(drawDoctor(sections, stdout.columns || DEFAULT_WIDTH)));
}

function countsOf(sections: readonly DoctorSection[]) {
  const all: ExplainedFinding[] = sections.flatMap(({ findings }) => [...findings]);
  const count = (status: ExplainedFinding['status']) => all.filter((each) => each.status === status).length;
  return { faults: count('fault'), advice: count('advice') };
}
