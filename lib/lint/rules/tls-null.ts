import { setScalar } from '../../collector/config/text-edit';
import { type Rule, used } from '../rule';

/** `tls:` without a body. */
export const tlsNull: Rule = {
  code: 'KAFKA_TLS_NULL',
  severity: 'error',
  title: 'tls: without a body is plaintext',
  explanation:
    '`tls:` with nothing below it is null, and null means no TLS: the client speaks plaintext to a listener that waits for a handshake, stays up and moves nothing. `tls: {}` is TLS with the roots of the image.',
  source: 'docs/collector-facts.md',
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
          message: `tls of ${component.id} has no body, which is plaintext; write \`tls: {}\` for TLS with the system's roots, or take the line out.`,
          fix: edit && { title: 'writes tls: {}', edits: [edit] },
        };
      }
    }
  },
};
