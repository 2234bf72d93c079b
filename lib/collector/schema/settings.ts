import data from './settings.json';
import type { Setting, StructType } from './value-type';

/** Component as `receivers/kafka` -> the struct of its settings. */
export const COMPONENTS = data.components as unknown as Readonly<Record<string, Setting | Setting[]>>;

/** Go struct -> what it decodes, squashed fields among its own. */
export const STRUCTS = data.structs as unknown as Readonly<Record<string, StructType>>;
