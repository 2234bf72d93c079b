/** Where a removed setting belongs now. Paths start at the component's settings; `*` is any signal. */
export interface Rename {
  component: 'receivers/kafka' | 'exporters/kafka' | 'exporters/debug' | 'service/telemetry';
  from: string[];
  /** The new place of the same value. Absent if the setting has no successor. */
  to?: string[];
  /** What to write instead, as a full sentence. */
  advice: string;
}

function perSignal(component: Rename['component'], key: string, to: string): Rename {
  const advice = `Set it per signal: traces.${to}, metrics.${to}, logs.${to}.`;
  return { component, from: [key], to: ['*', to], advice };
}

const KAFKA = ['receivers/kafka', 'exporters/kafka'] as const;

/** From the components' sources and changelogs. The versions are in the settings themselves. */
export const RENAMES: readonly Rename[] = [
  perSignal('receivers/kafka', 'topic', 'topics'),
  perSignal('receivers/kafka', 'encoding', 'encoding'),
  perSignal('exporters/kafka', 'topic', 'topic'),
  perSignal('exporters/kafka', 'encoding', 'encoding'),
  ...['traces', 'metrics', 'logs'].flatMap((signal): Rename[] => [
    {
      component: 'receivers/kafka',
      from: [`${signal}_topic`],
      to: [signal, 'topics'],
      advice: `Rename it to ${signal}.topics.`,
    },
    {
      component: 'exporters/kafka',
      from: [`${signal}_topic`],
      to: [signal, 'topic'],
      advice: `Rename it to ${signal}.topic.`,
    },
  ]),
  {
    component: 'receivers/kafka',
    from: ['*', 'topic'],
    to: ['*', 'topics'],
    advice: 'Rename it to topics, which takes a list.',
  },
  {
    component: 'receivers/kafka',
    from: ['*', 'exclude_topic'],
    to: ['*', 'exclude_topics'],
    advice: 'Rename it to exclude_topics, which takes a list.',
  },
  {
    component: 'exporters/kafka',
    from: ['*', 'topics'],
    to: ['*', 'topic'],
    advice: 'Rename it to topic, which takes a string.',
  },
  {
    component: 'receivers/kafka',
    from: ['group_rebalance_strategy'],
    to: ['group_rebalance_strategies'],
    advice: 'Rename it to group_rebalance_strategies, which takes a list.',
  },
  {
    component: 'receivers/kafka',
    from: ['default_fetch_size'],
    to: ['max_partition_fetch_size'],
    advice: 'Rename it to max_partition_fetch_size, the limit per partition.',
  },
  ...KAFKA.flatMap((component): Rename[] => [
    { component, from: ['auth', 'tls'], to: ['tls'], advice: 'Move tls out of auth, next to it.' },
    {
      component,
      from: ['auth', 'plain_text'],
      to: ['auth', 'sasl'],
      advice: 'Use auth.sasl with mechanism: PLAIN.',
    },
    {
      component,
      from: ['auth', 'sasl', 'version'],
      advice: 'Remove it. The client negotiates the version of the handshake.',
    },
    {
      component,
      from: ['auth', 'sasl', 'aws_msk', 'broker_addr'],
      advice: 'Remove it. The mechanism AWS_MSK_IAM_OAUTHBEARER needs no address.',
    },
    {
      component,
      from: ['resolve_canonical_bootstrap_servers_only'],
      advice: 'Remove it. The client of this version has no such option.',
    },
  ]),
  {
    component: 'exporters/debug',
    from: ['loglevel'],
    to: ['verbosity'],
    advice: 'Use verbosity: basic, normal or detailed.',
  },
  {
    component: 'service/telemetry',
    from: ['metrics', 'address'],
    advice: 'Use metrics.readers with a pull reader and a prometheus exporter with host and port.',
  },
];

/** The rename of the setting at a path below a component's settings. */
export function renameOf(component: string, path: readonly (string | number)[]): Rename | undefined {
  return RENAMES.find(
    (each) =>
      each.component === component &&
      each.from.length === path.length &&
      each.from.every((key, index) => (key === '*' ? isSignal(path[index]) : key === path[index])),
  );
}

/** The new path, with the signal of the old path or else the only signal of the component; `undefined` if there are several. */
export function successor(
  { from, to }: Rename,
  path: readonly (string | number)[],
  signals: readonly string[],
): string[] | undefined {
  if (to === undefined || !to.includes('*')) return to;
  const own = from.includes('*') ? path[from.indexOf('*')] : undefined;
  const signal = typeof own === 'string' ? own : signals.length === 1 ? signals[0] : undefined;
  return signal === undefined ? undefined : to.map((key) => (key === '*' ? signal : key));
}

function isSignal(key: string | number | undefined): boolean {
  return key === 'traces' || key === 'metrics' || key === 'logs' || key === 'profiles';
}
