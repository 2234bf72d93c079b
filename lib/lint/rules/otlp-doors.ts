import { otlpDoors } from '../../collector/config/otlp-doors';
import { EXAMPLE_SPEC, writing } from '../examples';
import { defineRule } from '../rule';

const OPEN = 'otlp: {protocols: {grpc: {endpoint: "0.0.0.0:4317"}}}';

const SPEC_WITH_LOGIN = `${EXAMPLE_SPEC}  ingestion: {auth: {mechanism: bearer, token: {secretsManager: telemetry/otlp}}}
deploy: {ingestion: none}
`;

/** What the Collector needs for a login. */
const LOGIN_SETTING = {
  bearer: 'auth: {authenticator: bearertokenauth}',
  mtls: 'tls: {client_ca_file: …}',
} as const;

export const otlpLocalhost = defineRule({
  code: 'OTLP_LOCALHOST',
  severity: 'info',
  oncePerFile: true,
  title: 'OTLP received from this host only',
  explanation:
    'Since v0.104 the OTLP receiver listens on localhost by default. In a container that is the task itself, which is right for a sidecar. It refuses connections from other hosts.',
  whatToDo: 'For an ingestion tier of its own set `endpoint: 0.0.0.0:4317`, or the address of one interface.',
  source:
    'https://opentelemetry.io/docs/security/config-best-practices/#protect-against-denial-of-service-attacks',
  examples: {
    bad: writing({ others: 'otlp: {protocols: {grpc: {}}}' }),
    good: writing({ others: OPEN }),
  },
  *check({ files }) {
    for (const file of files) {
      for (const { receiver, protocol, path, reach } of otlpDoors(file)) {
        if (reach !== 'this host') continue;
        yield {
          file,
          path,
          part: 'key',
          message: `${receiver.id} receives OTLP over ${protocol} on localhost only and refuses connections from other hosts. Set \`endpoint: 0.0.0.0:${protocol === 'grpc' ? 4317 : 4318}\`, unless the senders share the task.`,
        };
      }
    }
  },
});

export const otlpWithoutLogin = defineRule({
  code: 'OTLP_WITHOUT_LOGIN',
  severity: 'error',
  title: 'OTLP accepted without the login of the spec',
  explanation:
    'The spec has a login for clients in `tiers.ingestion.auth`. It may then allow connections from everywhere. But the OTLP receiver asks for neither a token nor a certificate, so everyone who can connect can write to the topics.',
  whatToDo:
    'Below the protocol, set `auth: {authenticator: bearertokenauth}` or `tls: {client_ca_file: …}`, as `spillway render --tier ingestion` does. Or remove `tiers.ingestion.auth` from the spec.',
  source: 'docs/deploy.md',
  examples: {
    bad: {
      files: { 'ingestion.yaml': writing({ others: OPEN }) },
      spec: SPEC_WITH_LOGIN,
    },
    good: {
      files: {
        'ingestion.yaml': writing({
          others:
            'otlp: {protocols: {grpc: {endpoint: "0.0.0.0:4317", auth: {authenticator: bearertokenauth}}}}',
          extensions: 'bearertokenauth: {token: "${env:OTLP_TOKEN}"}',
        }),
      },
      spec: SPEC_WITH_LOGIN,
    },
  },
  *check({ files, facts: { spec } }) {
    const mechanism = spec?.tiers.ingestion.auth.mechanism ?? 'none';
    if (mechanism === 'none') return;
    for (const file of files) {
      for (const { receiver, protocol, path, reach, login } of otlpDoors(file)) {
        if (login !== 'none' || reach === 'this host') continue;
        yield {
          file,
          path,
          part: 'key',
          message: `${receiver.id} receives OTLP over ${protocol} from everyone, although the spec has a login for clients (${mechanism}). Set \`${LOGIN_SETTING[mechanism]}\` below ${protocol}.`,
        };
      }
    }
  },
});
