import { type Finding, skipped } from './finding';
import { judgeMessageSize, judgeReplication, judgeTopic, type Need } from './judge-topic';
import { type ConfigAnswer, ProbeFailure, type ProbeNode, type TopicView } from './ports';
import type { Client } from './target';

const KEYS = ['min.insync.replicas', 'max.message.bytes', 'message.timestamp.type'];

/** A topic with its settings. `config` is `undefined` without permission to read it. */
export interface KnownTopic {
  view: TopicView;
  config: ConfigAnswer | undefined;
}

/** Checks existence and permissions of each topic, then replication and limits. `known` lists the existing topics. */
export async function checkTopics(
  clients: readonly Client[],
  views: readonly TopicView[],
  node: ProbeNode,
): Promise<{ findings: Finding[]; known: KnownTopic[] }> {
  const findings = views.map((view) => judgeTopic(needsOf(clients, view.topic), view));
  const existing = views.filter(({ partitions, errorCode }) => errorCode === 0 && partitions.length > 0);
  const configs = await configsOf(existing, node);
  const known = existing.map((view) => ({ view, config: configs?.find(({ name }) => name === view.topic) }));
  for (const { view, config } of known) {
    const readable = config?.errorCode === 0 ? config : undefined;
    findings.push(judgeReplication(clients, view, readable));
    const size = judgeMessageSize(clients, view.topic, readable);
    if (size) findings.push(size);
    else if (!readable)
      findings.push(skipped('message size', view.topic, 'no permission to read the settings of the topic'));
  }
  return { findings, known };
}

function needsOf(clients: readonly Client[], topic: string): ReadonlySet<Need> {
  const needs = new Set<Need>();
  for (const { reads, writes } of clients) {
    // If a pattern is read, `views` already contains only topics that match it.
    if (reads?.topics.some((each) => each === topic || each.startsWith('^'))) needs.add('READ');
    if (writes?.topics.includes(topic)) needs.add('WRITE');
  }
  return needs;
}

async function configsOf(views: readonly TopicView[], node: ProbeNode): Promise<ConfigAnswer[] | undefined> {
  if (views.length === 0) return [];
  try {
    return await node.configs(views.map(({ topic: name }) => ({ kind: 'topic', name, keys: KEYS })));
  } catch (error) {
    if (error instanceof ProbeFailure) return undefined;
    throw error;
  }
}
