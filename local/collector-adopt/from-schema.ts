import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { ValueType } from '../../lib/collector/schema/value-type';
import { newestType, type SettingsTable, type StructAtVersion, type VersionSettings } from './settings-table';

/** The part of JSON Schema that upstream's `config.schema.yaml` uses. */
interface SchemaNode {
  $ref?: string;
  $defs?: Record<string, SchemaNode>;
  type?: string;
  format?: string;
  properties?: Record<string, SchemaNode>;
  additionalProperties?: SchemaNode | boolean;
  items?: SchemaNode;
  allOf?: SchemaNode[];
  'x-customType'?: string;
}

/** A node with the file that its references start from. */
interface Located {
  node: SchemaNode;
  root: SchemaNode;
  folder: string;
  /** `context_statements`, if a reference led to it. */
  name?: string;
}

/**
 * What `config.schema.yaml` of a component says, for components that do not build. The schema has no Go types: a
 * setting that it describes as before keeps its type, and what it leaves to another module counts as unchanged.
 */
export class SchemaReader {
  readonly found: VersionSettings = { components: new Map(), structs: new Map() };

  constructor(private readonly table: SettingsTable) {}

  /** @param folder the sources of the component's module */
  read(component: string, folder: string): boolean {
    const root = schemaIn(folder);
    const known = newestType(this.table.components[component]);
    const struct = structName(known);
    if (!root || struct === undefined) return false;
    this.found.components.set(component, struct);
    this.addStruct(struct, { node: root, root, folder });
    return true;
  }

  private addStruct(name: string, at: Located): void {
    if (this.found.structs.has(name)) return;
    const known = this.table.structs[name];
    const own: StructAtVersion = {
      settings: new Map(),
      isLenient: known?.ignoresUnknownSince !== undefined,
    };
    this.found.structs.set(name, own);
    for (const [key, { node, ...from }] of this.properties(at)) {
      // Go's name instead of a key: the field for all other keys.
      if (/^[A-Z]/.test(key)) {
        const rest =
          newestType(known?.rest) ?? this.typeOf({ ...from, node: node.additionalProperties as SchemaNode });
        own.rest = rest;
      } else {
        own.settings.set(key, this.typeOf({ ...from, node }, newestType(known?.settings[key])));
      }
    }
    if (!this.squashesElsewhere(at)) return;
    // What is squashed from another module is not in this schema: it counts as unchanged.
    for (const [key, setting] of Object.entries(known?.settings ?? {})) {
      const type = newestType(setting);
      if (type !== undefined && !own.settings.has(key)) own.settings.set(key, type);
    }
  }

  private squashesElsewhere(at: Located): boolean {
    return (at.node.allOf ?? []).some((node) => {
      const target = this.resolve({ ...at, node });
      return target === undefined || this.squashesElsewhere(target);
    });
  }

  /** The properties of a node and of those that it squashes. */
  private properties(at: Located): [string, Located][] {
    const squashed = (at.node.allOf ?? []).flatMap((node) => {
      const target = this.resolve({ ...at, node });
      return target ? this.properties(target) : [];
    });
    return [
      ...squashed,
      ...Object.entries(at.node.properties ?? {}).map(([key, node]): [string, Located] => [
        key,
        { node, root: at.root, folder: at.folder },
      ]),
    ];
  }

  private typeOf(at: Located, before?: ValueType): ValueType {
    const target = this.resolve(at);
    if (!target) return before ?? 'any';
    const { node } = target;
    const known = before === undefined ? undefined : unwrapped(before);
    if (node.items) {
      const item = this.typeOf({ ...target, node: node.items }, listItem(known));
      if (before !== undefined && (known === 'strings' || listItem(known) !== undefined)) return before;
      return item === 'string' ? 'strings' : { list: item };
    }
    if (node.properties || node.allOf) {
      const name = structName(known) ?? goName(target);
      this.addStruct(name, target);
      return before !== undefined && structName(known) === name ? before : { struct: name };
    }
    const type = scalarOf(node);
    return before !== undefined && isSame(type, known) ? before : type;
  }

  /** Follows references within the module; `undefined` for one that leads to another module. */
  private resolve(at: Located): Located | undefined {
    const { $ref } = at.node;
    if ($ref === undefined) return at;
    const [, inner, name = ''] = /^(?:(\.\/.*)\.)?(\w+)$/.exec($ref) ?? [];
    const folder = inner === undefined ? at.folder : path.join(at.folder, inner);
    const root = inner === undefined ? at.root : schemaIn(folder);
    const node = root?.$defs?.[name];
    return root && node && this.resolve({ node, root, folder, name });
  }
}

function schemaIn(folder: string): SchemaNode | undefined {
  const file = path.join(folder, 'config.schema.yaml');
  return existsSync(file) ? (parse(readFileSync(file, 'utf8')) as SchemaNode) : undefined;
}

/** `common.ContextStatements` for `context_statements` in the package common. */
function goName({ folder, name = 'config' }: Located): string {
  const pascal = name.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
  return `${path.basename(folder).replace(/@.*/, '')}.${pascal}`;
}

function scalarOf(node: SchemaNode): ValueType {
  const go = node['x-customType'];
  if (go === 'time.Duration' || node.format === 'duration') return 'duration';
  if (typeof node.additionalProperties === 'object') return { map: scalarOf(node.additionalProperties) };
  switch (node.type) {
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float';
    case 'integer':
      return /^u?int(8|16|32|64)$/.test(go ?? '') ? (go as ValueType) : 'int';
    case 'string':
      return 'string';
    default:
      return 'any';
  }
}

/** Can a schema say the first where Go's type is the second? */
function isSame(type: ValueType, known: ValueType | undefined): boolean {
  if (known === undefined || type === 'any') return known !== undefined;
  if (type === 'string') return known === 'string' || (typeof known === 'object' && 'text' in known);
  if (type === 'int' || type === 'float') return /int|float/.test(JSON.stringify(known));
  if (typeof type === 'object' && typeof known === 'object') return 'map' in type && 'map' in known;
  return type === known;
}

function unwrapped(type: ValueType): ValueType {
  if (typeof type === 'object' && 'optional' in type) return unwrapped(type.optional);
  return typeof type === 'object' && 'orText' in type ? unwrapped(type.orText) : type;
}

function listItem(type: ValueType | undefined): ValueType | undefined {
  return typeof type === 'object' && 'list' in type ? unwrapped(type.list) : undefined;
}

function structName(type: ValueType | undefined): string | undefined {
  const inner = type === undefined ? undefined : unwrapped(type);
  return typeof inner === 'object' && 'struct' in inner ? inner.struct : undefined;
}
