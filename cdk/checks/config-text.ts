import { Token } from 'aws-cdk-lib';
import { PARAMETER_BYTES, readOffsetConfig, setInitialOffset, storedBytes } from '../../lib/collector';
import { SpillwayError } from '../../lib/errors';
import type { SynthError } from './synth-error';

/**
 * Checks that the configuration fits into SSM and that its `initial_offset` can be changed. A text with values that are
 * known only at deployment is not checked.
 */
export function checkConfigText(template: string): SynthError[] {
  if (Token.isUnresolved(template)) return [];
  return [...checkLength(template), ...checkBraces(template), ...checkOffset(template)];
}

function checkLength(template: string): SynthError[] {
  const bytes = storedBytes(template);
  if (bytes <= PARAMETER_BYTES) return [];
  return [
    {
      code: 'CDK_CONFIG_TOO_LONG',
      message: `The configuration of the processing tier has ${bytes} bytes with the longer initial_offset, and an SSM parameter holds ${PARAMETER_BYTES}.`,
      whatToDo:
        'Remove comments, use YAML anchors, or keep the configuration in the image, with initial_offset in a parameter of its own (docs/initial-offset.md) and config: { kind: "existing" }.',
    },
  ];
}

function checkOffset(template: string): SynthError[] {
  try {
    const { initialOffset } = readOffsetConfig(template);
    const byEnvironment = typeof initialOffset !== 'string' && initialOffset.kind === 'env';
    // Tries both values, because setting the current one edits nothing.
    if (!byEnvironment)
      for (const offset of ['earliest', 'latest'] as const) setInitialOffset(template, offset);
    return [];
  } catch (error) {
    if (!(error instanceof SpillwayError)) throw error;
    return [
      {
        code: 'CDK_CONFIG_REFUSED',
        message: `The configuration of the processing tier cannot be managed: ${error.code} ${error.message}`,
        whatToDo: error.hint,
      },
    ];
  }
}

/** SSM reads `{{…}}` as a reference to another parameter and rejects the value. */
function checkBraces(template: string): SynthError[] {
  const at = template.search(/\{\{.*\}\}/);
  if (at < 0) return [];
  return [
    {
      code: 'CDK_CONFIG_BRACES',
      message: `Line ${template.slice(0, at).split('\n').length} of the configuration of the processing tier contains {{…}}, which SSM does not allow in a parameter.`,
      whatToDo: 'Put a space between the braces.',
    },
  ];
}
