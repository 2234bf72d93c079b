import { PARAMETER_BYTES, storedBytes } from '../../collector/offset/stored-size';
import { EXAMPLE_SPEC, reading } from '../examples';
import { defineRule } from '../rule';

export const tooLongForSsm = defineRule({
  code: 'CONFIG_TOO_LONG_FOR_SSM',
  severity: 'error',
  title: 'too long for an SSM parameter',
  explanation:
    'Spillway keeps the live configuration of the processing tier in an SSM parameter, which holds 4 KB, or 8 KB as an advanced parameter. A text that is too long with either value of initial_offset cannot be stored, and Spillway could not go back to earliest.',
  whatToDo: 'Remove comments, use YAML anchors, or move parts into files of the image.',
  source:
    'https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html',
  examples: {
    bad: { files: { 'processing.yaml': `# ${'x'.repeat(8_192)}\n${reading({})}` }, spec: EXAMPLE_SPEC },
    good: { files: { 'processing.yaml': reading({}) }, spec: EXAMPLE_SPEC },
  },
  *check({ files, facts }) {
    if (!facts.spec) return;
    for (const file of files) {
      if (!file.tiers.has('processing')) continue;
      const bytes = storedBytes(file.document.text);
      if (bytes <= PARAMETER_BYTES) continue;
      yield {
        file,
        path: [],
        message: `The configuration can take up to ${bytes} bytes, depending on initial_offset, but an SSM parameter holds ${PARAMETER_BYTES} bytes, so it cannot be stored. Remove comments, or use YAML anchors.`,
      };
    }
  },
});
