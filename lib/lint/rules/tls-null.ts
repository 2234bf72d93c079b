import { setScalar } from '../../collector/config/text-edit';
import { reading } from '../examples';
import { defineRule, used } from '../rule';

export const tlsNull = defineRule({
  code: 'KAFKA_TLS_NULL',
  severity: 'error',
  title: 'tls: without a body means plaintext',
  explanation:
    '`tls:` with nothing below it is null, and null means no TLS. The client speaks plaintext to a listener that waits for a TLS handshake. The Collector stays up and moves no data.',
  whatToDo:
    'Write `tls: {}` for TLS with the CA certificates of the image, or remove the line for plaintext.',
  source: 'docs/collector-facts.md',
  examples: {
    bad: reading({ kafka: 'brokers: [kafka:9092]\ntls:' }),
    good: reading({ kafka: 'brokers: [kafka:9092]\ntls: {}' }),
  },
  *check(context) {
    for (const kind of ['receiver', 'exporter'] as const) {
      for (const { file, component } of used(context, kind, 'kafka')) {
        if (!('tls' in component.settings) || component.settings.tls !== null) continue;
        const path = [...component.path, 'tls'];
        const edit = setScalar(file.document, path, '{}');
        yield {
          file,
          path,
          part: 'key',
          message: `tls of ${component.id} has no body, which means plaintext. Write \`tls: {}\` for TLS with the CA certificates of the image, or remove the line for plaintext.`,
          fix: edit && { title: 'sets tls: {}', edits: [edit] },
        };
      }
    }
  },
});
