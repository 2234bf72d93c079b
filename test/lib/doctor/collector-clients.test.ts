import { collectorClients, type Surroundings } from '../../../lib/doctor/collector-clients';
import { groupByConnection } from '../../../lib/doctor/target';

const FILES: Record<string, string> = { '/tls/ca.pem': 'CA', '/tls/c.pem': 'CERT', '/tls/k.pem': 'KEY' };
const surroundings = (env: Record<string, string> = {}): Surroundings => ({
  env,
  readText: (file) => FILES[file],
});
const read = (text: string, env?: Record<string, string>) =>
  collectorClients({ name: 'c.yaml', text }, surroundings(env));

const receiver = (settings: string, signals = 'traces') => `
receivers:
  kafka:${settings}
service:
  pipelines:
${signals
  .split(' ')
  .map((signal) => `    ${signal}: { receivers: [kafka], exporters: [debug] }`)
  .join('\n')}
`;

describe('Kafka clients of a Collector configuration', () => {
  it('have the defaults of the Collector', () => {
    const { clients, findings } = read(receiver(' {}', 'traces logs'));

    expect(findings).toEqual([]);
    expect(clients).toEqual([
      {
        ...{ who: 'c.yaml receiver kafka', from: 'collector' },
        reads: { groupId: 'otel-collector', topics: ['otlp_spans', 'otlp_logs'] },
        connection: {
          ...{ brokers: ['localhost:9092'], login: { mechanism: 'none' } },
          ...{ connectTimeoutMs: 5_000, requestTimeoutMs: 10_000 },
        },
      },
    ]);
  });

  it('have the configured values, with variables expanded', () => {
    const { clients } = read(
      receiver(`
    brokers: ["\${env:HOST}:9094", kafka-2:9094]
    protocol_version: 3.6.0
    group_id: otel
    traces: { topics: [a, ^b.*] }
    tls: { ca_file: /tls/ca.pem, cert_file: /tls/c.pem, key_file: /tls/k.pem, server_name_override: kafka }
    auth: { sasl: { mechanism: SCRAM-SHA-512, username: otel, password: "\${env:PASSWORD}" } }`),
      { HOST: 'kafka-1', PASSWORD: 'p$w' },
    );

    expect(clients[0]).toMatchObject({
      protocolVersion: '3.6.0',
      reads: { groupId: 'otel', topics: ['a', '^b.*'] },
      connection: {
        brokers: ['kafka-1:9094', 'kafka-2:9094'],
        tls: { ca: 'CA', certificate: 'CERT', key: 'KEY', serverName: 'kafka', verify: 'full' },
        login: { mechanism: 'SCRAM-SHA-512', username: 'otel', password: 'p$w' },
      },
    });
  });

  it.each([
    ['tls without a body', 'tls:', undefined],
    ['insecure without a CA', 'tls: { insecure: true }', undefined],
    ['an empty map', 'tls: {}', { verify: 'full' }],
    ['insecure with a CA', 'tls: { insecure: true, ca_file: /tls/ca.pem }', { ca: 'CA', verify: 'full' }],
    ['a CA as text', 'tls: { ca_pem: PEM }', { ca: 'PEM', verify: 'full' }],
    ['no certificate verification', 'tls: { insecure_skip_verify: true }', { verify: 'none' }],
  ])('use TLS as the Collector does with %s', (_title, setting, tls) => {
    expect(read(receiver(`\n    ${setting}`)).clients[0]?.connection.tls).toEqual(tls);
  });

  it.each([
    [
      'MSK IAM',
      'sasl: { mechanism: AWS_MSK_IAM_OAUTHBEARER, aws_msk: { region: eu-west-1 } }',
      'AWS_MSK_IAM',
    ],
    ['an extension’s tokens', 'sasl: { mechanism: OAUTHBEARER }', 'other'],
    ['Kerberos', 'kerberos: { realm: R }', 'other'],
  ])('log in by %s', (_title, auth, mechanism) => {
    expect(read(receiver(`\n    auth: { ${auth} }`)).clients[0]?.connection.login.mechanism).toBe(mechanism);
  });

  it.each([
    ['-1', 'all'],
    ['all', 'all'],
    ['1', 'leader'],
    ['0', 'none'],
  ])('write with required_acks %s, which means acks %s', (acks, told) => {
    const { clients } = read(`
exporters:
  kafka/out: { producer: { required_acks: ${acks}, max_message_bytes: 5000 }, logs: { topic: l } }
service: { pipelines: { logs: { receivers: [otlp], exporters: [kafka/out] } } }
`);

    expect(clients[0]?.writes).toEqual({ topics: ['l'], maxMessageBytes: 5_000, acks: told });
  });

  it('are not checked if a variable or a file is missing, with a finding that names it', () => {
    const variable = read(
      receiver('\n    auth: { sasl: { mechanism: PLAIN, username: u, password: "${env:NO}" } }'),
    );
    const file = read(receiver('\n    tls: { ca_file: /gone.pem }'));

    expect([variable.clients, file.clients]).toEqual([[], []]);
    expect(variable.findings).toMatchObject([{ code: 'VARIABLE_NOT_SET', says: '${env:NO} is not set' }]);
    expect(file.findings).toMatchObject([{ code: 'FILE_UNREADABLE', says: 'tls.ca_file: /gone.pem' }]);
  });

  it.each<[topics: string, reads: string[], codes: string[]]>([
    ['topics: []', [], ['TOPICS_EMPTY']],
    ["topics: ''", [], ['TOPICS_EMPTY']],
    ['topics: [], topic: older', ['older'], []],
    ['topics: ', ['otlp_spans'], []],
    ['topics: "${env:EMPTY}"', ['otlp_spans'], []],
    ['topics: ["${env:EMPTY}"]', ['otlp_spans'], []],
    ['topics: "${env:TWO}"', ['a', 'b'], []],
  ])('read the topics that the Collector reads with {%s}', (topics, reads, codes) => {
    const { clients, findings } = read(receiver(`\n    traces: { ${topics} }`), { EMPTY: '', TWO: 'a, b' });

    expect(clients[0]?.reads?.topics).toEqual(reads);
    expect(findings.map(({ code }) => code)).toEqual(codes);
  });

  it('expand a default, an escaped dollar, and the short form of a variable', () => {
    const text = receiver('\n    group_id: "a$$b-${env:NO:-c}-${YES}"');

    expect(read(text, { YES: 'd' }).clients[0]?.reads?.groupId).toBe('a$b-c-d');
  });

  it('are ignored if no pipeline uses them', () => {
    expect(read('receivers: { kafka: {} }\nservice: { pipelines: {} }')).toEqual({
      clients: [],
      findings: [],
    });
  });
});

describe('clients of several files', () => {
  it('are grouped if their connections are the same', () => {
    const same = read(receiver(' { brokers: [a:1] }')).clients;
    const other = read(receiver(' { brokers: [b:1] }')).clients;

    const targets = groupByConnection([...same, ...same, ...other]);

    expect(targets.map(({ connection, clients }) => [connection.brokers, clients.length])).toEqual([
      [['a:1'], 2],
      [['b:1'], 1],
    ]);
  });
});
