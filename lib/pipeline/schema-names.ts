import type * as z from 'zod';

/** The part of a schema's definition that leads to its contents. */
interface Definition {
  innerType?: z.core.$ZodType;
  in?: z.core.$ZodType;
  shape?: Record<string, z.core.$ZodType>;
  options?: readonly z.core.$ZodType[];
  element?: z.core.$ZodType;
  valueType?: z.core.$ZodType;
  entries?: Record<string, string>;
  values?: readonly unknown[];
}

/** The keys that a spec may have below `path`. For a union, the keys of all its members. */
export function knownKeys(schema: z.core.$ZodType, path: readonly string[]): string[] {
  return definitionsAt(schema, path).flatMap(({ shape }) => Object.keys(shape ?? {}));
}

/** The words that a spec may have as the value at `path`. */
export function knownWords(schema: z.core.$ZodType, path: readonly string[]): string[] {
  return definitionsAt(schema, path).flatMap(({ entries, values }) => [
    ...Object.values(entries ?? {}),
    ...(values ?? []).filter((value): value is string => typeof value === 'string'),
  ]);
}

function definitionsAt(schema: z.core.$ZodType, path: readonly string[]): Definition[] {
  const definition = schema._zod.def as Definition;
  const wrapped = definition.innerType ?? definition.in;
  if (wrapped) return definitionsAt(wrapped, path);
  if (definition.options) return definition.options.flatMap((member) => definitionsAt(member, path));
  const [key, ...rest] = path;
  if (key === undefined) return [definition];
  const child = definition.element ?? definition.valueType ?? definition.shape?.[key];
  return child ? definitionsAt(child, rest) : [];
}
