import type { Rule } from '../rule';

/** Of an advanced SSM parameter. */
const SSM_BYTES = 8_192;

/** It does not fit where Spillway keeps it. */
export const tooLongForSsm: Rule = {
  code: 'CONFIG_TOO_LONG_FOR_SSM',
  severity: 'error',
  title: 'longer than an SSM parameter',
  explanation:
    'Spillway keeps the live configuration of the processing tier in an SSM parameter, which takes 4 KB, or 8 KB as an advanced one. A longer text cannot be stored. Take comments out, use YAML anchors, or move parts to files of the image.',
  source:
    'https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html',
  *check({ files, facts }) {
    if (!facts.spec) return;
    for (const file of files) {
      const bytes = Buffer.byteLength(file.document.text);
      if (!file.tiers.has('processing') || bytes <= SSM_BYTES) continue;
      yield {
        file,
        path: [],
        message: `The configuration has ${bytes} bytes, and an SSM parameter takes ${SSM_BYTES}: it cannot be stored; take comments out, or use anchors.`,
      };
    }
  },
};
