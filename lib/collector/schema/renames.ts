import type { ConfigPath } from '../config/config-document';

/** A place where a setting belongs in some versions. Paths start at the component's settings; `*` is any signal. */
export interface RenameTarget {
  path: string[];
  /** What to write instead, as a full sentence. */
  advice: string;
  /** It would apply to all signals, while the old name was for one of them. */
  isForAllSignals?: true;
}

/** Where a setting belongs that this version does not have. */
export interface Rename {
  component: string;
  from: string[];
  /** The new places of the same value, newest first: the first one that the version has is the right one. */
  to?: RenameTarget[];
  /** What to do in a version that has none of these places, or if the setting has no successor. */
  advice?: string;
  /** The first minor version without the setting, where the settings of that version are not known. */
  removedIn?: number;
}

const KAFKA = ['receivers/kafka', 'exporters/kafka'] as const;
const SIGNALS = ['traces', 'metrics', 'logs', 'profiles'];

const RECEIVER_TOPIC: RenameTarget[] = [
  { path: ['*', 'topics'], advice: 'Set it per signal: traces.topics, metrics.topics, logs.topics.' },
  { path: ['*', 'topic'], advice: 'Set it per signal: traces.topic, metrics.topic, logs.topic.' },
];
const EXPORTER_TOPIC: RenameTarget = {
  path: ['*', 'topic'],
  advice: 'Set it per signal: traces.topic, metrics.topic, logs.topic.',
};
const ENCODING: RenameTarget = {
  path: ['*', 'encoding'],
  advice: 'Set it per signal: traces.encoding, metrics.encoding, logs.encoding.',
};
/** Before the settings per signal, one topic served all signals of a component. */
const ONE_TOPIC: RenameTarget = {
  path: ['topic'],
  advice: 'Use topic, which applies to all signals of the component.',
  isForAllSignals: true,
};

/** From the components' sources and changelogs. The versions are in the settings themselves. */
export const RENAMES: readonly Rename[] = [
  { component: 'receivers/kafka', from: ['topic'], to: RECEIVER_TOPIC },
  { component: 'receivers/kafka', from: ['topics'], to: [...RECEIVER_TOPIC, ONE_TOPIC] },
  { component: 'exporters/kafka', from: ['topic'], to: [EXPORTER_TOPIC] },
  { component: 'exporters/kafka', from: ['topics'], to: [EXPORTER_TOPIC, ONE_TOPIC] },
  ...KAFKA.map((component): Rename => ({ component, from: ['encoding'], to: [ENCODING] })),
  ...SIGNALS.flatMap((signal): Rename[] => [
    {
      component: 'receivers/kafka',
      from: [`${signal}_topic`],
      to: [
        { path: [signal, 'topics'], advice: `Rename it to ${signal}.topics.` },
        { path: [signal, 'topic'], advice: `Rename it to ${signal}.topic.` },
        ONE_TOPIC,
      ],
    },
    {
      component: 'exporters/kafka',
      from: [`${signal}_topic`],
      to: [{ path: [signal, 'topic'], advice: `Rename it to ${signal}.topic.` }, ONE_TOPIC],
    },
  ]),
  ...KAFKA.flatMap((component) =>
    ['traces', 'metrics', 'logs'].map(
      (signal): Rename => ({
        component,
        from: [signal],
        advice:
          'This version has one topic and one encoding for all signals. Set topic and encoding instead.',
      }),
    ),
  ),
  {
    component: 'receivers/kafka',
    from: ['*', 'topic'],
    to: [{ path: ['*', 'topics'], advice: 'Rename it to topics, which takes a list.' }],
  },
  {
    component: 'receivers/kafka',
    from: ['*', 'topics'],
    to: [{ path: ['*', 'topic'], advice: 'Rename it to topic, which takes one name.' }],
  },
  {
    component: 'receivers/kafka',
    from: ['*', 'exclude_topic'],
    to: [{ path: ['*', 'exclude_topics'], advice: 'Rename it to exclude_topics, which takes a list.' }],
  },
  {
    component: 'receivers/kafka',
    from: ['*', 'exclude_topics'],
    to: [{ path: ['*', 'exclude_topic'], advice: 'Rename it to exclude_topic, which takes one name.' }],
  },
  {
    component: 'exporters/kafka',
    from: ['*', 'topics'],
    to: [{ path: ['*', 'topic'], advice: 'Rename it to topic, which takes a string.' }],
  },
  {
    component: 'receivers/kafka',
    from: ['group_rebalance_strategy'],
    to: [
      {
        path: ['group_rebalance_strategies'],
        advice: 'Rename it to group_rebalance_strategies, which takes a list.',
      },
    ],
  },
  {
    component: 'receivers/kafka',
    from: ['group_rebalance_strategies'],
    to: [
      {
        path: ['group_rebalance_strategy'],
        advice: 'Rename it to group_rebalance_strategy, which takes one name.',
      },
    ],
  },
  {
    component: 'receivers/kafka',
    from: ['default_fetch_size'],
    to: [
      {
        path: ['max_partition_fetch_size'],
        advice: 'Rename it to max_partition_fetch_size, the limit per partition.',
      },
    ],
  },
  ...KAFKA.flatMap((component): Rename[] => [
    {
      component,
      from: ['auth', 'tls'],
      to: [{ path: ['tls'], advice: 'Move tls out of auth, next to it.' }],
    },
    {
      component,
      from: ['tls'],
      to: [{ path: ['auth', 'tls'], advice: 'Move tls into auth.' }],
    },
    {
      component,
      from: ['auth', 'plain_text'],
      to: [{ path: ['auth', 'sasl'], advice: 'Use auth.sasl with mechanism: PLAIN.' }],
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
    to: [{ path: ['verbosity'], advice: 'Use verbosity: basic, normal or detailed.' }],
  },
  ...['idle_conn_timeout', 'max_idle_conns', 'max_idle_conns_per_host'].map((key) =>
    intoKeepalive('exporters/otlphttp', [], key),
  ),
  {
    component: 'exporters/otlphttp',
    from: ['disable_keep_alives'],
    advice: 'Set keepalive: {enabled: false} to switch keep-alives off.',
  },
  intoKeepalive('receivers/otlp', ['protocols', 'http'], 'idle_timeout'),
  intoKeepalive('extensions/health_check', [], 'idle_timeout'),
  {
    component: 'receivers/otlp',
    from: ['protocols', 'http', 'keep_alives_enabled'],
    to: [
      {
        path: ['protocols', 'http', 'keepalive', 'enabled'],
        advice: 'Move it to protocols.http.keepalive.enabled.',
      },
    ],
  },
  {
    component: 'extensions/health_check',
    from: ['keep_alives_enabled'],
    to: [{ path: ['keepalive', 'enabled'], advice: 'Move it to keepalive.enabled.' }],
  },
  {
    component: 'processors/transform',
    from: ['flatten_data'],
    to: [{ path: ['flatten', 'log'], advice: 'Move it to flatten.log.' }],
  },
  {
    component: 'service/telemetry',
    from: ['metrics', 'address'],
    advice: 'Use metrics.readers with a pull reader and a prometheus exporter with host and port.',
    // The struct of v0.127 has it, and that of v0.128 does not. Since v0.123 it is ignored.
    removedIn: 128,
  },
];

function intoKeepalive(component: string, at: string[], key: string): Rename {
  const path = [...at, 'keepalive', key];
  return { component, from: [...at, key], to: [{ path, advice: `Move it to ${path.join('.')}.` }] };
}

/** The rename of the setting at a path below a component's settings. */
export function renameOf(component: string, path: ConfigPath): Rename | undefined {
  return RENAMES.find(
    (each) =>
      each.component === component &&
      each.from.length === path.length &&
      each.from.every((key, index) => (key === '*' ? isSignal(path[index]) : key === path[index])),
  );
}

/** The paths that a target stands for: for the signal of the old path, or else for each signal of the component. */
export function targetPaths(
  { from }: Rename,
  target: RenameTarget,
  path: ConfigPath,
  signals: readonly string[],
): string[][] {
  if (target.isForAllSignals && signals.length > 1) return [];
  if (!target.path.includes('*')) return [target.path];
  const own = from.includes('*') ? path[from.indexOf('*')] : undefined;
  const wanted = typeof own === 'string' ? [own] : signals.filter(isSignal);
  return wanted.map((signal) => target.path.map((key) => (key === '*' ? signal : key)));
}

function isSignal(key: string | number | undefined): boolean {
  return typeof key === 'string' && SIGNALS.includes(key);
}
