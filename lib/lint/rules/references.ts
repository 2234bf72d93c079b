import { type ConfigPath, isRecord } from '../../collector/config/config-document';
import { setScalar } from '../../collector/config/text-edit';
import type { Rule } from '../rule';

/** A reference that was one once. */
export const bareReference: Rule = {
  code: 'CONFIG_BARE_REFERENCE',
  severity: 'error',
  title: '$NAME without braces is no reference',
  explanation:
    'The Collector once replaced `$NAME`; the versions that are understood here leave it as text, so a broker, a group or a password is literally "$NAME". Write `${env:NAME}`. A dollar sign that is meant as such is written twice.',
  source: 'https://opentelemetry.io/docs/collector/configuration/#environment-variables',
  *check({ files }) {
    for (const file of files) {
      for (const { kind, id, settings, path } of file.components) {
        for (const found of bareIn(settings, path)) {
          const edit = setScalar(file.document, found.path, `\${env:${found.name}}`);
          yield {
            file,
            path: found.path,
            message: `$${found.name} of the ${kind} ${id} is left as it is, since it has no braces; write \${env:${found.name}}.`,
            fix: edit && { title: `writes \${env:${found.name}}`, edits: [edit] },
          };
        }
      }
    }
  },
};

/** In capitals, as people name variables: `$1` and `$$` mean something else. */
const BARE = /^\$([A-Z_][A-Z0-9_]*)$/;

function* bareIn(value: unknown, path: ConfigPath): Generator<{ path: ConfigPath; name: string }> {
  const name = typeof value === 'string' ? BARE.exec(value)?.[1] : undefined;
  if (name !== undefined) yield { path, name };
  if (!isRecord(value) && !Array.isArray(value)) return;
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, each] of entries) yield* bareIn(each, [...path, key]);
}
