import { type BrokerConfig, brokerProperties, scramArguments } from '../../../local/kafka/broker-config';

const config: BrokerConfig = {
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
