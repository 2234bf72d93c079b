import { isMap, isScalar, type Node, type Pair, type YAMLMap } from 'yaml';
import { pairByKey } from '../../pipeline/pairs-by-key';

/** The sections of a Collector configuration. */
const SECTIONS: ReadonlySet<string> = new Set([
  'receivers',
  'processors',
  'exporters',
  'connectors',
  'extensions',
  'service',
]);

/** The settings of the section service. Other files have a section with this name too. */
const SERVICE_KEYS: ReadonlySet<string> = new Set(['pipelines', 'telemetry', 'extensions']);

type ConfigMap = YAMLMap<Node, Node | null>;

/** Does the map have the sections of a complete configuration: both ends, or pipelines? */
export function isConfig(map: ConfigMap): boolean {
  const hasEnds = isSection(map, 'receivers') && isSection(map, 'exporters');
  return hasEnds || isPipelines(map);
}

/** Does the map have nothing but sections, as in Helm values that are merged with others? */
export function isPartOfConfig(map: ConfigMap): boolean {
  return (
    map.items.length > 0 &&
    map.items.every(({ key }) => SECTIONS.has(keyOf(key))) &&
    map.items.some(({ key }) => isSection(map, keyOf(key)))
  );
}

/** Is the map meant as a configuration, whatever is wrong with it? Also if the only section is mistyped. */
export function isMeantAsConfig(map: ConfigMap): boolean {
  if (map.items.length === 0) return true;
  return map.items.some(({ key }) => isSection(map, keyOf(key)) || isMistyped(map, keyOf(key)));
}

/** Has the text of a string the sections of a configuration? It may not be valid YAML. */
export function isConfigText(text: string): boolean {
  if (!mentionsConfig(text)) return false;
  const keys = new Set([...text.matchAll(SECTION_KEYS)].map(([, key]) => key));
  return keys.size >= 2 && STARTS_WITH_SECTION.test(text);
}

/** Could a part of a file have a configuration in it, as far as its words show? Parsing takes long. */
export function mentionsConfig(text: string): boolean {
  if (/^kind: *CustomResourceDefinition\b/m.test(text)) return false;
  return (
    /pipelines|OpenTelemetryCollector/.test(text) ||
    (text.includes('receivers') && text.includes('exporters'))
  );
}

const SECTION_KEYS =
  /(?:^|[\s{,])["']?(receivers|processors|exporters|connectors|extensions|service)["']?\s*:/g;
const STARTS_WITH_SECTION =
  /^(?:\s|(?:#|---)[^\n]*\n)*(?:\{\s*)?["']?(?:receivers|processors|exporters|connectors|extensions|service)["']?\s*:/;

export function nodeAt(map: ConfigMap, key: string): Node | null | undefined {
  return pairByKey(map, key)?.value;
}

/** The text of a scalar; `undefined` for anything else. */
export function textOf(node: Node | null | undefined): string | undefined {
  return isScalar(node) && typeof node.value === 'string' ? node.value : undefined;
}

export function isNodeMap(node: unknown): node is ConfigMap {
  return isMap<Node, Node | null>(node);
}

export function keyOf(key: Pair<Node>['key']): string {
  return isScalar(key) ? String(key.value) : '';
}

function isPipelines(map: ConfigMap): boolean {
  const service = nodeAt(map, 'service');
  return isNodeMap(service) && nodeAt(service, 'pipelines') !== undefined;
}

/** Is there a section with this name, with a body that a section can have? */
function isSection(map: ConfigMap, name: string): boolean {
  if (!SECTIONS.has(name)) return false;
  const body = nodeAt(map, name);
  if (body === undefined) return false;
  if (isNodeMap(body)) {
    return name !== 'service' || body.items.some(({ key }) => SERVICE_KEYS.has(keyOf(key)));
  }
  // No body, an alias, or a reference.
  return !isScalar(body)
    ? !('items' in (body ?? {}))
    : body.value === null || textOf(body)?.startsWith('${') === true;
}

/** `reciever` and the like, if the body could be a section. */
function isMistyped(map: ConfigMap, key: string): boolean {
  const body = nodeAt(map, key);
  if (SECTIONS.has(key) || !isNodeMap(body)) return false;
  if (key === 'services') return nodeAt(body, 'pipelines') !== undefined;
  return [...SECTIONS].some((section) => isNear(key, section));
}

/** Do two words differ by at most two edits? */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2) return false;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return (row[b.length] ?? 3) <= 2;
}
