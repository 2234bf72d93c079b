import { Command } from 'commander';
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
import { SpillwayError } from '../errors';
import { type DoctorSection, drawDoctor } from '../report/doctor-table';
import type { Cli } from './cli';
import type { CliContext } from './context';
import { awsSide } from './doctor-aws';
import { clientsOfLive } from './doctor-live';
import { clientsOfSpec, readTextOrNothing } from './doctor-spec';
import { CommandEnd, EXIT, type ExitCode } from './exit-code';
import { withKnownBrokers } from './known-brokers';
import { readInputs } from './read-inputs';
import { readSpec } from './read-spec';

interface DoctorOptions {
  pipeline?: string;
  json: boolean;
  aws: boolean;
}

/** Where no terminal says how wide it is: a report that is pasted somewhere. */
const DEFAULT_WIDTH = 80;

/** `spillway doctor`: goes the way that the Collectors would, and says where it ends. */
export function doctorCommand({ context, run }: Cli): Command {
  const command = new Command('doctor')
    .description(
      'go the way to Kafka and AWS that the Collectors would, and say where it ends and what to change',
    )
    .argument('[config...]', 'Collector configurations, of one tier or both; - reads standard input')
    .option('-p, --pipeline <file>', 'the pipeline spec')
    .option('--no-aws', 'leave SSM and ECS out')
    .option('--json', 'print one JSON document on standard output', false);
  return command.action((files: string[], options: DoctorOptions) => {
    if (files.length === 0 && options.pipeline === undefined) {
      command.error("error: name a pipeline spec with '-p, --pipeline <file>', or Collector configurations");
    }
    return run(options.json ? 'json' : 'text', () => checkAll(context, files, options));
  });
}

async function checkAll(context: CliContext, files: string[], options: DoctorOptions): Promise<ExitCode> {
  const { targets, settings, spec, aws, live } = await asUsage(() => questionOf(context, files, options));
  const probe = createKafkaProbe();
  // What waits for an answer then fails at once.
  context.interrupted.addEventListener('abort', () => probe.close(), { once: true });
  const sections: DoctorSection[] = settings.length > 0 ? [section('settings', settings)] : [];
  const results: TargetResult[] = [];
  try {
    for (const target of targets) {
      const result = await checkTarget(target, { probe, nowMs: context.nowMs() });
      context.interrupted.throwIfAborted();
      results.push(result);
      sections.push(section(titleOf(target), result.findings));
    }
    if (spec && aws) {
      sections.push(section('AWS', await checkAws(aws.checks)));
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
  show(context, sections, options);
  return sections.some(({ findings }) => findings.some(isFault)) ? EXIT.failed : EXIT.done;
}

async function questionOf(context: CliContext, files: string[], options: DoctorOptions) {
  const { pipeline } = options;
  const spec = pipeline === undefined ? undefined : await withKnownBrokers(await readSpec(pipeline), context);
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
  const aws = spec && options.aws ? awsSide(spec, context) : undefined;
  const live = await aws?.live();
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

function show({ stdout }: CliContext, sections: readonly DoctorSection[], { json }: DoctorOptions): void {
  if (json) stdout.write(`${JSON.stringify({ sections, ...countsOf(sections) })}\n`);
  else stdout.write(`${drawDoctor(sections, stdout.columns || DEFAULT_WIDTH).join('\n')}\n`);
}

function countsOf(sections: readonly DoctorSection[]) {
  const all: ExplainedFinding[] = sections.flatMap(({ findings }) => [...findings]);
  const count = (status: ExplainedFinding['status']) => all.filter((each) => each.status === status).length;
  return { faults: count('fault'), advice: count('advice') };
}

/** An exit code of 1 says that something is wrong out there, so whatever keeps it from looking ends with 2. */
async function asUsage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof SpillwayError ? new CommandEnd(EXIT.usage, error) : error;
  }
}
