import { type ConfigPath, isRecord } from '../../collector/config/config-document';
import { setScalar } from '../../collector/config/text-edit';
import { reading } from '../examples';
import { defineRule } from '../rule';

export const bareReference = defineRule({
  code: 'CONFIG_BARE_REFERENCE',
  severity: 'error',
  title: '$NAME without braces is not expanded',
  explanation:
    'Early Collector versions expanded `$NAME`. The versions that Spillway supports leave it as text, so a broker, a group or a password is literally "$NAME".',
  whatToDo: 'Write `${env:NAME}`. To get a literal dollar sign, write `$$`.',
  source: 'https://opentelemetry.io/docs/collector/configuration/#environment-variables',
  examples: {
    bad: reading({ kafka: 'brokers: [$KAFKA_BROKER]' }),
    good: reading({ kafka: 'brokers: ["${env:KAFKA_BROKER}"]' }),
  },
  *check({ files }) {
    for (const file of files) {
      for (const { kind, id, settings, path } of file.components) {
        for (const found of bareIn(settings, path)) {
          const edit = setScalar(file.document, found.path, `\${env:${found.name}}`);
          yield {
            file,
            path: found.path,
            message: `The ${kind} ${id} uses $${found.name}, which the Collector does not expand without braces. Write \${env:${found.name}}.`,
            fix: edit && { title: `writes \${env:${found.name}}`, edits: [edit] },
          };
        }
      }
    }
  },
});

/** Upper case only, like most variable names. `$1` and `$$` mean something else. */
const BARE = /^\$([A-Z_][A-Z0-9_]*)$/;

function* bareIn(value: unknown, path: ConfigPath): Generator<{ path: ConfigPath; name: string }> {
  const name = typeof value === 'string' ? BARE.exec(value)?.[1] : undefined;
  if (name !== undefined) yield { path, name };
  if (!isRecord(value) && !Array.isArray(value)) return;
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, each] of entries) yield* bareIn(each, [...path, key]);
}
