/** Where a setting that went away is said now. Paths are from the component's settings; `*` is any signal. */
export interface Rename {
  component: 'receivers/kafka' | 'exporters/kafka' | 'exporters/debug' | 'service/telemetry';
  from: string[];
  /** Where the same value belongs; several for one value that is said a signal now. Absent: there is no successor. */
  to?: string[];
  /** What to write, where that is more than another key. */
  advice: string;
}

const SIGNAL_KEY = (component: Rename['component'], key: string, to: string): Rename => ({
  component,
  from: [key],
  to: ['*', to],
  advice: `Say it a signal: traces.${to}, metrics.${to}, logs.${to}.`,
});

const KAFKA = ['receivers/kafka', 'exporters/kafka'] as const;

/** From the components' sources and changelogs; the versions are in the settings themselves. */
export const RENAMES: readonly Rename[] = [
  SIGNAL_KEY('receivers/kafka', 'topic', 'topics'),
  SIGNAL_KEY('receivers/kafka', 'encoding', 'encoding'),
  SIGNAL_KEY('exporters/kafka', 'topic', 'topic'),
  SIGNAL_KEY('exporters/kafka', 'encoding', 'encoding'),
  ...['traces', 'metrics', 'logs'].flatMap((signal): Rename[] => [
    {
      component: 'receivers/kafka',
      from: [`${signal}_topic`],
      to: [signal, 'topics'],
      advice: `Write ${signal}.topics.`,
    },
    {
      component: 'exporters/kafka',
      from: [`${signal}_topic`],
      to: [signal, 'topic'],
      advice: `Write ${signal}.topic.`,
    },
  ]),
  {
    component: 'receivers/kafka',
    from: ['*', 'topic'],
    to: ['*', 'topics'],
    advice: 'Write topics, a list.',
  },
  {
    component: 'receivers/kafka',
    from: ['*', 'exclude_topic'],
    to: ['*', 'exclude_topics'],
    advice: 'Write exclude_topics, a list.',
  },
  { component: 'exporters/kafka', from: ['*', 'topics'], to: ['*', 'topic'], advice: 'Write topic, a text.' },
  {
    component: 'receivers/kafka',
    from: ['group_rebalance_strategy'],
    to: ['group_rebalance_strategies'],
    advice: 'Write group_rebalance_strategies, a list.',
  },
  {
    component: 'receivers/kafka',
    from: ['default_fetch_size'],
    to: ['max_partition_fetch_size'],
    advice: 'Write max_partition_fetch_size, which bounds what is fetched of a partition.',
  },
  ...KAFKA.flatMap((component): Rename[] => [
    { component, from: ['auth', 'tls'], to: ['tls'], advice: 'Write tls beside auth.' },
    {
      component,
      from: ['auth', 'plain_text'],
      to: ['auth', 'sasl'],
      advice: 'Write auth.sasl with mechanism: PLAIN.',
    },
    {
      component,
      from: ['auth', 'sasl', 'version'],
      advice: 'Leave it out: the client finds the version of the handshake by itself.',
    },
    {
      component,
      from: ['auth', 'sasl', 'aws_msk', 'broker_addr'],
      advice: 'Leave it out: the mechanism AWS_MSK_IAM_OAUTHBEARER needs no address.',
    },
    {
      component,
      from: ['resolve_canonical_bootstrap_servers_only'],
      advice: 'Leave it out: the client of this version has no such choice.',
    },
  ]),
  {
    component: 'exporters/debug',
    from: ['loglevel'],
    to: ['verbosity'],
    advice: 'Write verbosity: basic, normal or detailed.',
  },
  {
    component: 'service/telemetry',
    from: ['metrics', 'address'],
    advice: 'Write metrics.readers with a pull exporter, prometheus, with host and port.',
  },
];

/** The rename of the key at a path below a component's settings. */
export function renameOf(component: string, path: readonly (string | number)[]): Rename | undefined {
  return RENAMES.find(
    (each) =>
      each.component === component &&
      each.from.length === path.length &&
      each.from.every((key, index) => (key === '*' ? isSignal(path[index]) : key === path[index])),
  );
}

/** The new path, with the signal of the old one; `undefined` when it names none and there is not exactly one. */
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
