import { Fn } from 'aws-cdk-lib';

/** ARNs of what one pipeline uses of an MSK cluster. */
export interface KafkaArns {
  readonly cluster: string;
  readonly topics: readonly string[];
  readonly group: string;
}

/**
 * The resources of kafka-cluster actions, from the cluster's ARN (`arn:…:cluster/NAME/UUID`, which may be a token):
 * `arn:…:topic/NAME/UUID/TOPIC` and `arn:…:group/NAME/UUID/GROUP`.
 *
 * @param topics as in the spec. One by pattern (`^otlp_.*`) becomes its literal beginning and `*`, since IAM knows no
 *   regular expressions: wider than the pattern, never narrower
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

/** What every name that matches certainly begins with. */
function iamTopic(topic: string): string {
  if (!topic.startsWith('^')) return topic;
  // An alternative may begin anew anywhere in the pattern: nothing is certain.
  if (topic.includes('|')) return '*';
  const [literal = ''] = /^[A-Za-z0-9_-]*/.exec(topic.slice(1)) ?? [];
  const next = topic.charAt(1 + literal.length);
  // A quantifier that allows none takes the character before it away.
  return `${'?*{'.includes(next) && next !== '' ? literal.slice(0, -1) : literal}*`;
}
