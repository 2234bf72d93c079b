import { typeOf, valueAt } from '../../collector/config/collector-config';
import { isRecord } from '../../collector/config/config-document';
import { writing } from '../examples';
import { defineRule, used } from '../rule';
import { textAt } from '../settings/values';

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
    good: writing({ others: 'otlp: {protocols: {grpc: {endpoint: "0.0.0.0:4317"}}}' }),
  },
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
          message: `${component.id} receives OTLP over ${protocol} on localhost only and refuses connections from other hosts. Set \`endpoint: 0.0.0.0:${protocol === 'grpc' ? 4317 : 4318}\`, unless the senders share the task.`,
        };
      }
    }
  },
});
