import { Token } from 'aws-cdk-lib';
import { PARAMETER_BYTES, readOffsetConfig, setInitialOffset, storedBytes } from '../../lib/collector';
import { SpillwayError } from '../../lib/errors';
import type { Misuse } from './misuse';

/**
 * Can the configuration be kept in SSM, and its `initial_offset` be changed? Of a text with values that are only known
 * at deploy time nothing can be said.
 */
export function configTextMisuse(template: string): Misuse[] {
  if (Token.isUnresolved(template)) return [];
  const bytes = storedBytes(template);
  return [
    ...(bytes > PARAMETER_BYTES
      ? [
          {
            code: 'CDK_CONFIG_TOO_LONG',
            what: `The processing tier's configuration has up to ${bytes} bytes, by its initial_offset, and an SSM parameter takes ${PARAMETER_BYTES}.`,
            fix: 'Take comments out, use YAML anchors, or keep the configuration in the image, with initial_offset from a parameter of its own (docs/initial-offset.md) and config: { kind: "existing" }.',
          },
        ]
      : []),
    ...nestedMisuse(template),
    ...offsetMisuse(template),
  ];
}

function offsetMisuse(template: string): Misuse[] {
  try {
    const { initialOffset } = readOffsetConfig(template);
    const byEnvironment = typeof initialOffset !== 'string' && initialOffset.kind === 'env';
    // Either way, since where it says so already nothing would be edited.
    if (!byEnvironment)
      for (const offset of ['earliest', 'latest'] as const) setInitialOffset(template, offset);
    return [];
  } catch (error) {
    if (!(error instanceof SpillwayError)) throw error;
    return [
      {
        code: 'CDK_CONFIG_REFUSED',
        what: `The processing tier's configuration: ${error.code} ${error.message}`,
        fix: error.hint,
      },
    ];
  }
}

/** SSM takes it for a reference to another parameter, and refuses the value. */
function nestedMisuse(template: string): Misuse[] {
  const at = template.search(/\{\{.*\}\}/);
  if (at < 0) return [];
  return [
    {
      code: 'CDK_CONFIG_BRACES',
      what: `The processing tier's configuration has {{…}} in line ${template.slice(0, at).split('\n').length}, which no SSM parameter may hold.`,
      fix: 'Write it with a space between the braces.',
    },
  ];
}
