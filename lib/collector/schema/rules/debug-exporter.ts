import type { SettingsReader } from '../settings-reader';
import type { Complaint, RuleContext } from './rule';

/** output_paths was added after v0.145. */
const OUTPUT_PATHS_SINCE = 146;

/** debugexporter.Config. */
export function* debugExporter(settings: SettingsReader, { minor }: RuleContext): Generator<Complaint> {
  const verbosity = settings.raw('verbosity');
  if (verbosity !== null && settings.text(['verbosity'], 'basic')?.toLowerCase() === 'none') {
    yield { path: ['verbosity'], message: 'is "none", but must be one of basic, normal, detailed' };
  }
  if (typeof verbosity === 'number' && ![0, 1, 2].includes(verbosity)) {
    yield { path: ['verbosity'], message: `is ${verbosity}, but must be one of basic, normal, detailed` };
  }
  if (minor < OUTPUT_PATHS_SINCE || !settings.has('output_paths')) return;
  const paths = settings.texts(['output_paths'], []);
  const internal = settings.flag(['use_internal_logger'], true);
  if (internal === true) {
    yield { path: ['output_paths'], message: 'cannot be combined with use_internal_logger: true' };
  } else if (internal === false && paths?.length === 0) {
    yield { path: ['output_paths'], message: 'is empty' };
  }
}
