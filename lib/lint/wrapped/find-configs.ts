import { isScalar, isSeq, type Node, type Scalar } from 'yaml';
import { MAX_DEPTH } from '../../pipeline/nesting';
import {
  isConfig,
  isConfigText,
  isNodeMap,
  isPartOfConfig,
  keyOf,
  mentionsConfig,
  nodeAt,
  textOf,
} from './config-shape';
import { spelled, within } from './embedding';
import { type EmbeddedText, scalarText } from './scalar-text';
import { CLOUDFORMATION_SUB, COMPOSE } from './spellings';

/** A configuration in a document: a map, or the text of a string. */
export type FoundConfig = {
  /** Where it is, for people: `ConfigMap/gateway data.relay.yaml`. Empty for the whole document. */
  label: string;
} & (
  | {
      kind: 'map';
      node: Node | null /** Merged over the defaults of the Helm chart. */;
      isHelmValues: boolean;
    }
  | {
      kind: 'text';
      string: EmbeddedText /** A file of its own, with configurations in it. */;
      isFile: boolean;
    }
);

interface Place {
  /** `ConfigMap/gateway`; none outside of Kubernetes. */
  resource: string | undefined;
  kind: string | undefined;
  keys: readonly string[];
  /** How strings are expanded before a Collector gets them. */
  expandedBy: 'compose' | 'cloudformation' | undefined;
  depth: number;
}

const TOP: Place = { resource: undefined, kind: undefined, keys: [], expandedBy: undefined, depth: 0 };

/** All Collector configurations in a document, in source order. The document must have parsed without errors. */
export function findConfigs(root: Node | null, text: string): FoundConfig[] {
  return [...findIn(root, text, isCompose(root) ? { ...TOP, expandedBy: 'compose' } : TOP)];
}

function isCompose(root: Node | null): boolean {
  if (!isNodeMap(root) || nodeAt(root, 'kind')) return false;
  return isNodeMap(nodeAt(root, 'services')) || isNodeMap(nodeAt(root, 'configs'));
}

function* findIn(node: unknown, text: string, place: Place): Generator<FoundConfig> {
  if (place.depth > MAX_DEPTH) return;
  if (isNodeMap(node)) yield* findInMap(node, text, asResource(node, place));
  else if (isSeq<Node>(node)) {
    for (const [index, item] of node.items.entries()) {
      yield* findIn(item, text, inItem(place, nameOfItem(item) ?? String(index)));
    }
  } else if (isScalar<unknown>(node) && typeof node.value === 'string') {
    yield* findInText(node as Scalar<string>, text, place);
  }
}

function* findInMap(
  node: Parameters<typeof isConfig>[0],
  text: string,
  place: Place,
): Generator<FoundConfig> {
  // The schema of a configuration looks like one.
  if (place.kind === 'CustomResourceDefinition' || place.keys.at(-1) === 'properties') return;
  if (isConfig(node) || (isConfigKey(place) && isPartOfConfig(node))) {
    yield { label: labelOf(place), kind: 'map', node, isHelmValues: isHelmValues(place) };
    return;
  }
  for (const { key, value } of node.items) yield* findIn(value, text, inKey(place, keyOf(key)));
}

function* findInText(scalar: Scalar<string>, text: string, place: Place): Generator<FoundConfig> {
  const isOfCollector = isConfigOfCollector(place) && scalar.value.trim() !== '';
  if (!mentionsConfig(scalar.value) && !isOfCollector) return;
  const isSub = scalar.tag === '!Sub' || place.expandedBy === 'cloudformation';
  const string = expanded(scalarText(scalar, text), isSub ? 'cloudformation' : place.expandedBy);
  // A variable in a list: `NAME=receivers: …`.
  const [assigned = ''] = /^\w+=/.exec(string.text) ?? [];
  const variable = assigned.slice(0, -1);
  const value = assigned === '' ? string : behind(string, assigned.length);
  const at = variable === '' ? place : { ...place, keys: [...place.keys.slice(0, -1), `[${variable}]`] };
  const isWhole = isOfCollector || isConfigText(value.text);
  if (isWhole || value.text.includes('\n')) {
    yield { label: labelOf(at), kind: 'text', string: value, isFile: !isWhole };
  }
}

function expanded(string: EmbeddedText, by: Place['expandedBy']): EmbeddedText {
  if (by === undefined || !string.text.includes('$')) return string;
  const read = spelled(string.text, by === 'compose' ? COMPOSE : CLOUDFORMATION_SUB);
  return read ? { text: read.text, embedding: within(read.embedding, string.embedding) } : string;
}

function behind({ text, embedding }: EmbeddedText, length: number): EmbeddedText {
  return {
    text: text.slice(length),
    embedding: {
      rangeOf: (start, end) => embedding.rangeOf(start + length, end + length),
      editsOf: (edits) =>
        embedding.editsOf(
          edits.map(({ start, end, text: piece }) => ({
            start: start + length,
            end: end + length,
            text: piece,
          })),
        ),
    },
  };
}

/** A Kubernetes resource has a name of its own, wherever it is. */
function asResource(node: Parameters<typeof isConfig>[0], place: Place): Place {
  const kind = textOf(nodeAt(node, 'kind'));
  if (kind === undefined || textOf(nodeAt(node, 'apiVersion')) === undefined) return place;
  const metadata = nodeAt(node, 'metadata');
  const name = isNodeMap(metadata) ? textOf(nodeAt(metadata, 'name')) : undefined;
  return { ...place, kind, resource: name === undefined ? kind : `${kind}/${name}`, keys: [] };
}

function inKey(place: Place, key: string): Place {
  const inside = { ...place, depth: place.depth + 1 };
  if (key === 'Fn::Sub') return { ...inside, expandedBy: 'cloudformation' };
  return { ...inside, keys: [...place.keys, key] };
}

function inItem(place: Place, name: string): Place {
  return { ...place, keys: [...place.keys, `[${name}]`], depth: place.depth + 1 };
}

/** `name` of an environment variable or of a container. */
function nameOfItem(item: unknown): string | undefined {
  return isNodeMap(item) ? (textOf(nodeAt(item, 'name')) ?? textOf(nodeAt(item, 'Name'))) : undefined;
}

/** The keys of Helm charts and of the operator that hold a configuration, or a part of one. */
function isConfigKey({ keys }: Place): boolean {
  return keys.at(-1) === 'config' || keys.at(-1) === 'alternateConfig';
}

function isConfigOfCollector({ kind, keys }: Place): boolean {
  return kind === 'OpenTelemetryCollector' && keys.join('.') === 'spec.config';
}

/** The chart merges `config` over its own defaults, and uses `alternateConfig` alone. */
function isHelmValues({ kind, keys, expandedBy }: Place): boolean {
  return keys.at(-1) === 'config' && kind !== 'OpenTelemetryCollector' && expandedBy === undefined;
}

/** `ConfigMap/gateway data.relay.yaml`, or `containerDefinitions[otel].environment[AOT_CONFIG_CONTENT]`. */
function labelOf({ resource, keys }: Place): string {
  const isNamed = keys.at(-2)?.startsWith('[') && /^value$/i.test(keys.at(-1) ?? '');
  const path = (isNamed ? keys.slice(0, -1) : keys).reduce(
    (label, key) => (key.startsWith('[') || label === '' ? `${label}${key}` : `${label}.${key}`),
    '',
  );
  return [resource, path].filter(Boolean).join(' ');
}
