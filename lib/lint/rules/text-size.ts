import { PARAMETER_BYTES, storedBytes } from '../../collector/offset/stored-size';
import type { Rule } from '../rule';

/** It does not fit where Spillway keeps it. */
export const tooLongForSsm: Rule = {
  code: 'CONFIG_TOO_LONG_FOR_SSM',
  severity: 'error',
  title: 'longer than an SSM parameter',
  explanation:
    'Spillway keeps the live configuration of the processing tier in an SSM parameter, which takes 4 KB, or 8 KB as an advanced one. A text that is longer with either value of initial_offset cannot be stored, and Spillway could not go back to earliest. Take comments out, use YAML anchors, or move parts to files of the image.',
  source:
    'https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html',
  *check({ files, facts }) {
    if (!facts.spec) return;
    for (const file of files) {
      if (!file.tiers.has('processing')) continue;
      const bytes = storedBytes(file.document.text);
      if (bytes <= PARAMETER_BYTES) continue;
      yield {
        file,
        path: [],
        message: `The configuration has up to ${bytes} bytes, by its initial_offset, and an SSM parameter takes ${PARAMETER_BYTES}: it cannot be stored; take comments out, or use anchors.`,
      };
    }
  },
};
