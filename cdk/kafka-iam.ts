import { Fn } from 'aws-cdk-lib';

/** ARNs of the MSK cluster, topics and group of one pipeline. */
export interface KafkaArns {
  readonly cluster: string;
  readonly topics: readonly string[];
  readonly group: string;
}

/**
 * The resources of kafka-cluster actions, derived from the cluster's ARN (`arn:…:cluster/NAME/UUID`, may be a token):
 * `arn:…:topic/NAME/UUID/TOPIC` and `arn:…:group/NAME/UUID/GROUP`.
 *
 * @param topics as in the spec. A pattern (`^otlp_.*`) becomes its literal prefix and `*`, because IAM has no regular
 *   expressions. The result may match more than the pattern, but never less
 */
export function kafkaArns(
  clusterArn: string,
  { topics, group }: { topics: readonly string[]; group: string },
): KafkaArns {
  const [account = '', cluster = ''] = Fn.split(':cluster/', clusterArn, 2);
  const inCluster = (kind: 'topic' | 'group', name: string) => `${account}:${kind}/${cluster}/${name}`;
  return {
    cluster: clusterArn,
    topics: topics.map((topic) => inCluster('topic', iamTopic(topic))),
    group: inCluster('group', group),
  };
}

/** The literal prefix of all matching names, followed by `*`. */
function iamTopic(topic: string): string {
  if (!topic.startsWith('^')) return topic;
  // A pattern with alternatives has no common prefix.
  if (topic.includes('|')) return '*';
  const [literal = ''] = /^[A-Za-z0-9_-]*/.exec(topic.slice(1)) ?? [];
  const next = topic.charAt(1 + literal.length);
  // A quantifier that allows zero makes the character before it optional.
  return `${'?*{'.includes(next) && next !== '' ? literal.slice(0, -1) : literal}*`;
}
