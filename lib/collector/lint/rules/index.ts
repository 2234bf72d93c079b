import type { Rule } from '../rule';
import { tlsNull } from './tls-null';

/** All rules that look at configurations as maps, in the order of the docs. */
export const RULES: readonly Rule[] = [tlsNull];
