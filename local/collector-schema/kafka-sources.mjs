// Reads the structs of the Kafka components' settings from their Go sources, for versions that do not build here.
// Usage: node kafka-sources.mjs MINOR > kafka-MINOR.json, with the modules in Go's cache (README.md in this folder).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const minor = process.argv[2];
const cache = process.env.GOMODCACHE ?? path.join(homedir(), 'go/pkg/mod');
const contrib = path.join(cache, 'github.com/open-telemetry/opentelemetry-collector-contrib');

/** Package name in Go's type names -> folder. A missing folder belongs to another version. */
const packages = {
  kafkareceiver: `receiver/kafkareceiver@v0.${minor}.0`,
  kafkaexporter: `exporter/kafkaexporter@v0.${minor}.0`,
  configkafka: existsSync(path.join(contrib, `pkg/kafka/configkafka@v0.${minor}.0`))
    ? `pkg/kafka/configkafka@v0.${minor}.0`
    : `internal/kafka@v0.${minor}.0/configkafka`,
  kafka: `internal/kafka@v0.${minor}.0`,
  awsmsk: `internal/kafka@v0.${minor}.0/awsmsk`,
  kafkaclient: `exporter/kafkaexporter@v0.${minor}.0/internal/kafkaclient`,
};

/** `pkg.Type` -> fields, or the type that it is an alias of. */
const structs = new Map();
const named = new Map();
for (const [name, folder] of Object.entries(packages)) {
  const full = path.join(contrib, folder);
  if (!existsSync(full)) continue;
  for (const file of readdirSync(full).filter((each) => each.endsWith('.go') && !each.endsWith('_test.go'))) {
    const text = readFileSync(path.join(full, file), 'utf8');
    for (const [, type, body] of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
      structs.set(`${name}.${type}`, fieldsOf(body, name));
    }
    for (const [, type, base] of text.matchAll(/^type (\w+) (string|int)$/gm))
      named.set(`${name}.${type}`, base);
  }
}

function fieldsOf(body, name) {
  const fields = [];
  for (const line of body.split('\n')) {
    const found = /^\t(?:(\w+) +)?([\w.*[\]]+|\*?struct\{\}) +`(?:[^`]*\s)?mapstructure:"([^"]*)"/.exec(line);
    if (!found) continue;
    const [, field, type, tag] = found;
    const [key, ...options] = tag.split(',');
    fields.push({
      key: key || (field ?? type).toLowerCase(),
      type: qualify(type, name),
      squash: options.includes('squash'),
    });
  }
  return fields;
}

/** `*Foo` of package p -> `*p.Foo`. */
function qualify(type, name) {
  return type
    .replace(/[A-Za-z_][\w.]*/g, (word) =>
      /^[a-z]/.test(word) && !word.includes('.') ? word : word.includes('.') ? word : `${name}.${word}`,
    )
    .replace(/\bexporterhelper\.QueueConfig\b|\bexporterhelper\.QueueBatchConfig\b/g, 'queuebatch.Config')
    .replace(/\bexporterhelper\.TimeoutConfig\b/g, 'internal.TimeoutConfig');
}

const SCALARS = {
  string: 'string',
  bool: 'bool',
  int: 'int',
  int8: 'int8',
  int32: 'int32',
  int64: 'int64',
  uint64: 'uint64',
  'time.Duration': 'duration',
};

function nodeOf(type, seen) {
  const optional = /^configoptional\.Optional\[(.*)\]$/.exec(type);
  if (optional) return { ...nodeOf(optional[1], seen), optional: 'none' };
  if (type.startsWith('*')) return { ...nodeOf(type.slice(1), seen), pointer: true };
  if (type.startsWith('[]')) return { type: 'list', go: type, item: nodeOf(type.slice(2), seen) };
  if (type === 'component.ID') return { type: 'text', go: type, kind: 'struct' };
  if (SCALARS[type]) return { type: SCALARS[type], go: type };
  if (named.has(type)) return { type: named.get(type), go: type };
  if (type === 'struct{}') return { type: 'struct', go: 'struct {}', keys: {} };
  if (!structs.has(type)) return { type: 'elsewhere', go: type };
  return structNode(type);
}

function structNode(type) {
  const keys = {};
  for (const field of structs.get(type) ?? []) {
    if (!field.squash) keys[field.key] = nodeOf(field.type);
    else if (field.type === 'internal.TimeoutConfig')
      keys.timeout = { type: 'duration', go: 'time.Duration' };
    else Object.assign(keys, structNode(field.type.replace('*', '')).keys);
  }
  return { type: 'struct', go: type, keys };
}

const roots = {};
if (structs.has('kafkareceiver.Config')) roots['receivers/kafka'] = structNode('kafkareceiver.Config');
if (structs.has('kafkaexporter.Config')) roots['exporters/kafka'] = structNode('kafkaexporter.Config');
console.log(JSON.stringify(roots));
