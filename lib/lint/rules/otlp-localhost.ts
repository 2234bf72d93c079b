import { typeOf, valueAt } from '../../collector/config/collector-config';
import { isRecord } from '../../collector/config/config-document';
import { type Rule, used } from '../rule';
import { textAt } from '../settings/values';

/** An ingestion tier that nobody reaches. */
export const otlpLocalhost: Rule = {
  code: 'OTLP_LOCALHOST',
  severity: 'info',
  title: 'OTLP is received from this host only',
  explanation:
    'Since v0.104 the OTLP receiver listens on localhost unless told otherwise. In a container that is the task itself (right for a sidecar), and services elsewhere are refused the connection. For a tier of its own write `endpoint: 0.0.0.0:4317`, or the address of one interface.',
  source:
    'https://opentelemetry.io/docs/security/config-best-practices/#protect-against-denial-of-service-attacks',
  *check(context) {
    for (const { file, component } of used(context, 'receiver', 'otlp')) {
      const feedsKafka = component.pipelines.some(({ exporters }) =>
        exporters.some((id) => typeOf(id) === 'kafka'),
      );
      const protocols = valueAt(component.settings, ['protocols']);
      if (!feedsKafka || !isRecord(protocols)) continue;
      for (const protocol of ['grpc', 'http']) {
        if (!(protocol in protocols)) continue;
        const endpoint = textAt(protocols, [protocol, 'endpoint'], 'localhost');
        if (!/^(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(endpoint ?? '')) continue;
        yield {
          file,
          path: [...component.path, 'protocols', protocol],
          part: 'key',
          message: `${component.id} takes OTLP by ${protocol} on localhost only: other hosts are refused; write \`endpoint: 0.0.0.0:${protocol === 'grpc' ? 4317 : 4318}\`, unless senders share the task.`,
        };
      }
    }
  },
};
