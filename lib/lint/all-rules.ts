import type { RuleCode } from './finding';
import { READING_RULES } from './reading-rules';
import type { RuleInfo } from './rule';
import { RULES } from './rules';

/** All rules, in the order of docs/lint-rules.md. */
export const ALL_RULES: readonly RuleInfo<RuleCode>[] = [...READING_RULES, ...RULES];
