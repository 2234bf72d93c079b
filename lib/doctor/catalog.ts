import { AWS_VERDICTS } from './verdicts/aws';
import { GENERAL_VERDICTS } from './verdicts/general';
import { GROUP_VERDICTS } from './verdicts/group';
import { LOGIN_VERDICTS } from './verdicts/login';
import { NETWORK_VERDICTS } from './verdicts/network';
import { READING_VERDICTS } from './verdicts/reading';
import { TLS_VERDICTS } from './verdicts/tls';
import { TOPICS_VERDICTS } from './verdicts/topics';
import type { VerdictEntry } from './verdicts/verdict-entry';

/** One of the doctor's verdicts: `spillway explain CODE` and docs/doctor.md show it. */
export interface VerdictInfo extends VerdictEntry {
  code: string;
}

const ENTRIES = {
  ...GENERAL_VERDICTS,
  ...NETWORK_VERDICTS,
  ...TLS_VERDICTS,
  ...LOGIN_VERDICTS,
  ...TOPICS_VERDICTS,
  ...GROUP_VERDICTS,
  ...AWS_VERDICTS,
  ...READING_VERDICTS,
};

export type VerdictCode = keyof typeof ENTRIES;

/** All verdicts, by what they are about. */
export const VERDICTS: readonly VerdictInfo[] = Object.entries(ENTRIES).map(([code, entry]) => ({
  code,
  ...entry,
}));

export function verdictInfo(code: VerdictCode): VerdictInfo {
  return { code, ...ENTRIES[code] };
}
