import type { Scalar, ValueType } from '../../lib/collector/schema/value-type';
import type { DumpNode } from './dump';
import type { StructAtVersion, VersionSettings } from './settings-table';

/** What the dump of a version says about its components. */
export function fromDump(roots: Readonly<Record<string, DumpNode>>): VersionSettings {
  const structs: VersionSettings['structs'] = new Map();
  const components = Object.entries(roots).map(([component, root]) => {
    addStruct(root, structs);
    return [component, root.go ?? ''] as const;
  });
  return { components: new Map(components), structs };
}

function addStruct(node: DumpNode, structs: VersionSettings['structs']): void {
  const name = node.go ?? '';
  if (structs.has(name)) return;
  const own: StructAtVersion = { settings: new Map(), isLenient: isLenient(node) };
  structs.set(name, own);
  for (const [key, child] of Object.entries(node.keys ?? {})) {
    const type = typeOf(child, structs);
    // In these lists, filter and transform read a string as one item.
    const takesText = node.hooks?.includes('unmarshal') && /_(statements|conditions)$/.test(key);
    const item = takesText && typeof type === 'object' && 'list' in type ? type.list : undefined;
    own.settings.set(key, item === undefined ? type : { list: { orText: item } });
  }
  // If the field for remaining keys is not a map, Go's decoder panics on the first of them.
  if (node.remain?.go) own.rest = typeOf(node.remain, structs);
}

/** Structs that squash a confighttp struct ignore unknown keys in it, and so do not check their own keys either. */
function isLenient({ squashed = [] }: DumpNode): boolean {
  const decoded = squashed.filter((each) => each.includes('unmarshal'));
  return decoded.length > 0 && decoded.every((each) => each.startsWith('confighttp.'));
}

function typeOf(node: DumpNode, structs: VersionSettings['structs']): ValueType {
  const type = plainTypeOf(node, structs);
  return ['none', 'default', 'some'].includes(node.optional ?? '') ? { optional: type } : type;
}

function plainTypeOf(node: DumpNode, structs: VersionSettings['structs']): ValueType {
  const { type, go = '', item } = node;
  switch (type) {
    case 'text':
      return { text: go, ...(/int/.test(node.kind ?? '') && { number: true as const }) };
    case 'int':
      // Its struct reads "all" as -1.
      return go === 'configkafka.RequiredAcks' ? { text: go, number: true } : 'int';
    case 'list': {
      const inner = item ? typeOf(item, structs) : 'any';
      if (go === 'configopaque.MapList') return { mapList: 'string' };
      // Only Go's own []string splits a text at its commas.
      return go === '[]string' ? 'strings' : { list: inner };
    }
    case 'map':
      return { map: item ? typeOf(item, structs) : 'any' };
    case 'recursive':
      return { struct: go };
    case 'struct':
      addStruct(node, structs);
      return { struct: go };
    case 'float32':
    case 'float64':
      return 'float';
    default:
      return type as Scalar;
  }
}
