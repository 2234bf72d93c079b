// Merges dumps of single Collector versions into lib/collector/schema/settings.generated.ts.
// Usage: node merge-dumps.mjs FOLDER > FILE, with FOLDER holding 115.json, 145.json, … (dump/main.go) and
// kafka-116.json, … (kafka-sources.mjs). How to make these: README.md in this folder.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const folder = process.argv[2];
const dumps = readdirSync(folder)
  .map((name) => ({ name, minor: Number(/(\d+)\.json$/.exec(name)?.[1]) }))
  .filter(({ minor }) => minor > 0)
  .sort((a, b) => a.minor - b.minor)
  .map(({ name, minor }) => ({
    minor,
    // Only the Kafka components, without the types of other modules.
    fromSources: name.startsWith('kafka-'),
    roots: JSON.parse(readFileSync(path.join(folder, name), 'utf8')),
  }));

/** A type of a module whose sources were not read is unknown. */
const ELSEWHERE = 'elsewhere';

/** Go type -> minor version -> its settings in that version. */
const structs = new Map();
/** Component -> minor version -> Go type of its settings. */
const components = new Map();

function typeOf(node, minor) {
  const type = plainTypeOf(node, minor);
  return node.optional && ['none', 'default', 'some'].includes(node.optional) ? { optional: type } : type;
}

function plainTypeOf(node, minor) {
  switch (node.type) {
    case 'text':
      return { text: node.go, ...(/int/.test(node.kind) && { number: true }) };
    case 'int':
      // Its struct reads "all" as -1.
      return node.go === 'configkafka.RequiredAcks' ? { text: node.go, number: true } : 'int';
    case 'list':
      if (node.go === 'configopaque.MapList') {
        typeOf(node.item, minor);
        return { mapList: 'string' };
      }
      // Only Go's own []string splits a text at its commas.
      return node.go === '[]string' ? 'strings' : { list: typeOf(node.item, minor) };
    case 'map':
      return { map: typeOf(node.item, minor) };
    case 'recursive':
      return { struct: node.go };
    case 'struct':
      record(node, minor);
      return { struct: node.go };
    case 'elsewhere':
      return ELSEWHERE;
    case 'float32':
    case 'float64':
      return 'float';
    default:
      return node.type;
  }
}

function record(node, minor) {
  const byMinor = structs.get(node.go) ?? new Map();
  structs.set(node.go, byMinor);
  if (byMinor.has(minor)) return;
  const own = { settings: {}, rest: undefined };
  byMinor.set(minor, own);
  for (const [key, child] of Object.entries(node.keys ?? {})) {
    const type = typeOf(child, minor);
    // In these lists, filter and transform read a text as one item.
    const plain = node.hooks?.includes('unmarshal') && /_(statements|conditions)$/.test(key);
    own.settings[key] = plain ? { list: { orText: type.list } } : type;
  }
  // These ignore unknown keys in what they squash, and so do not check their own keys either.
  const squashed = (node.squashed ?? []).filter((each) => each.includes('unmarshal'));
  own.lenient = squashed.length > 0 && squashed.every((each) => each.startsWith('confighttp.'));
  // If the field for remaining keys is not a map, Go's decoder panics on the first of them.
  if (node.remain?.go) own.rest = typeOf(node.remain, minor);
}

const whole = new Set(dumps.filter((dump) => !dump.fromSources).map(({ minor }) => minor));
for (const dump of dumps.filter((each) => !each.fromSources || !whole.has(each.minor))) {
  for (const [component, root] of Object.entries(dump.roots)) {
    const byMinor = components.get(component) ?? new Map();
    byMinor.set(dump.minor, { settings: { root: { struct: root.go } } });
    components.set(component, byMinor);
    record(root, dump.minor);
  }
}

/**
 * The versions that have a key, by type, with neighbours joined. If only one of two neighbouring dumps has the key,
 * the versions between them count as accepting it; if the types differ, any type is accepted between them.
 */
function spans(byMinor, key) {
  const minors = [...byMinor.keys()].sort((a, b) => a - b);
  const found = [];
  let open;
  for (const [index, minor] of minors.entries()) {
    const type = byMinor.get(minor).settings[key];
    if (type === undefined) {
      if (open) open.until = minor - 1;
      open = undefined;
      continue;
    }
    if (!open) {
      open = { since: index === 0 ? undefined : minors[index - 1] + 1, until: undefined, seen: [] };
      found.push(open);
    }
    open.seen.push({
      minor,
      type,
      text: JSON.stringify(type),
      sure: !JSON.stringify(type).includes(ELSEWHERE),
    });
  }
  return found.flatMap(byType).map(({ type, since, until }) => ({
    type,
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  }));
}

/** One range of versions that have the key, split where its type changes. */
function byType({ since, until, seen }) {
  const sure = seen.filter((each) => each.sure);
  if (sure.length === 0) return [{ type: 'any', since, until }];
  const parts = [{ ...sure[0], since, until }];
  for (const [index, each] of sure.entries()) {
    const before = sure[index - 1];
    if (!before || before.text === each.text) continue;
    parts.at(-1).until = before.minor;
    if (each.minor > before.minor + 1) {
      parts.push({ type: 'any', since: before.minor + 1, until: each.minor - 1 });
    }
    parts.push({ ...each, since: each.minor, until });
  }
  return parts;
}

function oneOrMore(all) {
  return all.length === 1 ? all[0] : all;
}

/** If no sources of the versions in between are available: the version that removed a key, from its changelog. */
const GONE_BY_CHANGELOG = [
  { struct: 'kafkareceiver.Config', keys: ['topic', 'encoding'], minor: 141 },
  { struct: 'kafkareceiver.TopicEncodingConfig', keys: ['topic', 'exclude_topic'], minor: 147 },
];

const table = {};
for (const [name, byMinor] of [...structs].sort(([a], [b]) => a.localeCompare(b))) {
  const keys = [...new Set([...byMinor.values()].flatMap(({ settings }) => Object.keys(settings)))].sort();
  const settings = {};
  for (const key of keys) {
    const all = spans(byMinor, key);
    const gone = GONE_BY_CHANGELOG.find((each) => each.struct === name && each.keys.includes(key));
    if (gone) all.at(-1).until = gone.minor - 1;
    settings[key] = oneOrMore(all);
  }
  // A name that no setting has.
  const others = new Map([...byMinor].map(([minor, own]) => [minor, { settings: { others: own.rest } }]));
  const [rest] = spans(others, 'others');
  const lenient = [...byMinor].filter(([, own]) => own.lenient).map(([minor]) => minor);
  table[name] = {
    settings,
    ...(rest && { rest }),
    ...(lenient.length > 0 && { ignoresUnknownSince: Math.min(...lenient) }),
  };
}

const structText = ([name, { settings, ...more }]) =>
  `${JSON.stringify(name)}: {settings: {\n${Object.entries(settings)
    .map(([key, setting]) => `${JSON.stringify(key)}: ${JSON.stringify(setting)},`)
    .join('\n')}\n}, ${JSON.stringify(more).slice(1)},`;

console.log(`// Generated from the Collector's own Go types; not to be edited. How: local/collector-schema/README.md.
import type { Setting, StructType } from './value-type';

/** Component as \`receivers/kafka\` -> the struct of its settings. */
export const COMPONENTS: Record<string, Setting | Setting[]> = {
${[...components]
  .map(
    ([component, byMinor]) =>
      `${JSON.stringify(component)}: ${JSON.stringify(oneOrMore(spans(byMinor, 'root')))},`,
  )
  .join('\n')}
};

/** Go struct -> what it decodes, squashed fields among its own. */
export const STRUCTS: Record<string, StructType> = {\n${Object.entries(table).map(structText).join('\n')}\n};`);
