import {
  type BrokerConfig,
  brokerProperties,
  scramArguments,
  zooKeeperScramArguments,
} from '../../../local/kafka/broker-config';

const config: BrokerConfig = {
  nodeId: 1,
  coordination: { kind: 'kraft', voters: [{ nodeId: 1, port: 1002 }] },
  dataDir: '/data',
  ports: { plaintext: 1001, controller: 1002 },
  users: [],
  mechanisms: ['PLAIN', 'SCRAM-SHA-512'],
  properties: {},
};

describe('brokerProperties', () => {
  it('advertises the port of the proxy and listens on another', () => {
    const text = brokerProperties({
      ...config,
      ports: { ...config.ports, proxied: { listen: 1003, advertised: 2003 } },
    });

    expect(text).toContain(
      'listeners=PLAINTEXT://127.0.0.1:1001,PROXIED://127.0.0.1:1003,CONTROLLER://127.0.0.1:1002\n',
    );
    expect(text).toContain('advertised.listeners=PLAINTEXT://127.0.0.1:1001,PROXIED://127.0.0.1:2003\n');
  });

  it('quotes a password twice: for the login module and for the properties file', () => {
    const text = brokerProperties({
      ...config,
      ports: { ...config.ports, sasl: 1004 },
      users: [{ username: 'otel', password: 'a"b\\c' }],
    });

    expect(text).toContain(String.raw`PlainLoginModule required user_otel="a\\"b\\\\c";`);
    expect(text).toContain('listener.name.sasl.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512\n');
  });

  it('gives a TLS listener its own key, and requires client certificates if it has their CA', () => {
    const text = brokerProperties({
      ...config,
      ports: { ...config.ports, tls: { OPEN: 1005, MUTUAL: 1006 } },
      tls: [
        { name: 'OPEN', keyFile: '/open.pem' },
        { name: 'MUTUAL', keyFile: '/mutual.pem', clientCaFile: '/ca.pem' },
      ],
    });

    expect(text).toContain('PLAINTEXT://127.0.0.1:1001,OPEN://127.0.0.1:1005,MUTUAL://127.0.0.1:1006');
    expect(text).toContain('OPEN:SSL,MUTUAL:SSL\n');
    expect(text).toContain('listener.name.open.ssl.keystore.location=/open.pem\n');
    expect(text).not.toContain('listener.name.open.ssl.client.auth');
    expect(text).toContain('listener.name.mutual.ssl.client.auth=required\n');
    expect(text).toContain('listener.name.mutual.ssl.truststore.location=/ca.pem\n');
  });

  it('encrypts logins if the SASL listener has a key', () => {
    const text = brokerProperties({
      ...config,
      ports: { ...config.ports, sasl: 1004 },
      saslKeyStore: { file: '/sasl.p12', password: 'changeit' },
    });

    expect(text).toContain('SASL:SASL_SSL\n');
    expect(text).toContain('listener.name.sasl.ssl.keystore.location=/sasl.p12\n');
  });

  it('names all nodes of a cluster as voters', () => {
    const voters = [
      { nodeId: 1, port: 1002 },
      { nodeId: 2, port: 2002 },
    ];
    const text = brokerProperties({ ...config, nodeId: 2, coordination: { kind: 'kraft', voters } });

    expect(text).toContain('node.id=2\ncontroller.quorum.voters=1@127.0.0.1:1002,2@127.0.0.1:2002\n');
  });

  it('has no controller where ZooKeeper runs the cluster', () => {
    const text = brokerProperties({ ...config, coordination: { kind: 'zookeeper', port: 1009 } });

    expect(text).toContain('broker.id=1\nzookeeper.connect=127.0.0.1:1009\n');
    expect(text).toContain('listeners=PLAINTEXT://127.0.0.1:1001\n');
    expect(text).not.toMatch(/CONTROLLER|process\.roles/);
  });

  it("gives precedence to the caller's properties", () => {
    expect(brokerProperties({ ...config, properties: { 'num.partitions': '9' } })).toContain(
      'num.partitions=9\n',
    );
  });
});

describe('scramArguments', () => {
  it('adds each user under SCRAM only: PLAIN users are in the listener', () => {
    expect(scramArguments({ ...config, users: [{ username: 'u', password: 'p' }] })).toEqual([
      '--add-scram',
      'SCRAM-SHA-512=[name=u,password=p]',
    ]);
  });
});

describe('zooKeeperScramArguments', () => {
  const users = [{ username: 'u', password: 'p' }];

  it('stores each user with all SCRAM mechanisms at once', () => {
    expect(
      zooKeeperScramArguments({ users, mechanisms: ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] }, 1009),
    ).toEqual([
      [
        ...['--zookeeper', '127.0.0.1:1009', '--alter', '--entity-type', 'users', '--entity-name', 'u'],
        ...['--add-config', 'SCRAM-SHA-256=[password=p],SCRAM-SHA-512=[password=p]'],
      ],
    ]);
  });

  it('stores nobody for PLAIN', () => {
    expect(zooKeeperScramArguments({ users, mechanisms: ['PLAIN'] }, 1009)).toEqual([]);
  });
});
