import { createKafkaProbe } from '../adapters/kafka/probe';
import type { TickReport } from '../controller/tick-report';
import { isFault } from '../doctor/finding';
import { newestRelease } from '../doctor/newest-release';
import { openSession } from '../doctor/open-session';
import type { ProbeNode } from '../doctor/ports';
import { groupByConnection } from '../doctor/target';
import { describeError } from '../errors';
import type { DeploymentFacts } from '../lint';
import { isTopicPattern, type PipelineSpec, parameterPrefix, signalsOf } from '../pipeline';
import type { CliContext } from './context';
import { liveConfig } from './doctor-aws';
import { clientsOfSpec } from './doctor-spec';
import { withKnownBrokers } from './known-brokers';

/** What is known of the deployment, and a line for each thing that could not be read. */
export interface LiveFacts {
  facts: DeploymentFacts;
  notes: string[];
}

/**
 * Reads the cluster of the spec, the state of the pipeline as `status` does, and the live configuration in SSM; before
 * that, the brokers from MSK if the spec has none. Changes nothing. What cannot be read becomes a note.
 */
export async function liveFacts(
  written: PipelineSpec,
  specFile: string,
  context: CliContext,
): Promise<LiveFacts> {
  let spec: PipelineSpec;
  try {
    spec = await withKnownBrokers(written, context);
  } catch (error) {
    return { facts: {}, notes: [`cannot: --live needs brokers. ${describeError(error)}`] };
  }
  const parts = await Promise.all([
    orNote('Kafka was not checked', () => kafkaFacts(spec, context)),
    orNote('the state of the pipeline was not read', () => stateFacts(specFile, context)),
    orNote('the live configuration was not compared', () => configFacts(spec, context)),
  ]);
  return {
    facts: Object.assign(spec === written ? {} : { spec }, ...parts.map(({ facts }) => facts)),
    notes: parts.flatMap(({ notes }) => notes),
  };
}

async function orNote(what: string, read: () => Promise<LiveFacts>): Promise<LiveFacts> {
  try {
    return await read();
  } catch (error) {
    return { facts: {}, notes: [`cannot: ${what}. ${describeError(error)}`] };
  }
}

async function kafkaFacts(spec: PipelineSpec, context: CliContext): Promise<LiveFacts> {
  const { clients, findings } = await clientsOfSpec(spec, context);
  const [target] = groupByConnection(clients);
  const noteOf = ({ code, subject, says }: (typeof findings)[number]) =>
    `cannot: Kafka was not checked. ${code ?? ''} ${subject}: ${says}`;
  if (!target) return { facts: {}, notes: findings.map(noteOf) };
  const topics = signalsOf(spec).map(({ topic }) => topic);
  const probe = createKafkaProbe();
  try {
    const wanted = topics.some(isTopicPattern) ? 'all' : topics;
    const { session, findings: met } = await openSession(target, probe, wanted, context.nowMs());
    if (!session) return { facts: {}, notes: met.filter(isFault).map(noteOf) };
    const { node, cluster } = session;
    const known = session.topics.filter(({ errorCode }) => errorCode === 0);
    const release = newestRelease(node);
    const [brokerId] = cluster.brokers.map(({ nodeId }) => String(nodeId));
    const settings = await settingsOf(
      node,
      known.map(({ topic }) => topic),
      brokerId,
    );
    return {
      facts: {
        ...(release === undefined ? {} : { kafkaVersion: release }),
        ...(settings.autoCreateTopics === undefined ? {} : { autoCreateTopics: settings.autoCreateTopics }),
        topics: new Map(
          known.map(({ topic, partitions }) => {
            const maxMessageBytes = settings.maxMessageBytes.get(topic);
            const size = maxMessageBytes === undefined ? {} : { maxMessageBytes };
            return [topic, { partitions: partitions.length, ...size }];
          }),
        ),
      },
      notes: settings.notes,
    };
  } finally {
    probe.close();
  }
}

async function settingsOf(node: ProbeNode, topics: readonly string[], brokerId: string | undefined) {
  const answers = await node.configs([
    ...topics.map((name) => ({ kind: 'topic' as const, name, keys: ['max.message.bytes'] })),
    ...(brokerId === undefined
      ? []
      : [{ kind: 'broker' as const, name: brokerId, keys: ['auto.create.topics.enable'] }]),
  ]);
  const refused = answers.filter(({ errorCode }) => errorCode !== 0);
  const sizes = answers.flatMap(({ name, values }) => {
    const bytes = values.get('max.message.bytes');
    return bytes === undefined ? [] : [[name, Number(bytes)] as const];
  });
  const autoCreate = answers.map(({ values }) => values.get('auto.create.topics.enable')).find(Boolean);
  return {
    maxMessageBytes: new Map(sizes),
    autoCreateTopics: autoCreate === undefined ? undefined : autoCreate === 'true',
    notes: refused.map(
      ({ name, errorCode }) =>
        `cannot: Kafka did not return the settings of ${name} (Kafka error code ${errorCode}).`,
    ),
  };
}

async function configFacts(spec: PipelineSpec, context: CliContext): Promise<LiveFacts> {
  const live = await liveConfig(spec, context);
  if (live) return { facts: { liveConfig: live }, notes: [] };
  return {
    facts: {},
    notes: [
      `cannot: the live configuration was not compared, because there is none under ${parameterPrefix(spec)}.`,
    ],
  };
}

async function stateFacts(specFile: string, context: CliContext): Promise<LiveFacts> {
  const controller = await context.openController({ kind: 'here', specFile });
  try {
    const report = await controller.send({ action: 'status' });
    return { facts: { tasks: report.tasks.desired, ...wantedOffset(report) }, notes: [] };
  } finally {
    controller.close();
  }
}

/** While the offset changes, and while latest is stored but held, no offset is the expected one. */
function wantedOffset({ phase, initialOffset }: TickReport): Pick<DeploymentFacts, 'initialOffset'> {
  if (initialOffset.stored === 'earliest') {
    return {
      initialOffset: { wanted: 'earliest', because: `the pipeline runs on earliest and is ${phase}` },
    };
  }
  if (phase !== 'live') return {};
  const because = 'the pipeline is live on latest, with a commit in every partition';
  return { initialOffset: { wanted: 'latest', because } };
}
