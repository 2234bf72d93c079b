import { parseComponentId } from '../component-id';
import type { SettingsReader } from '../settings-reader';
import type { Complaint, RuleContext } from './rule';

/** Rules for configauth.Config and confighttp.AuthConfig. The extension is looked up when the component starts. */
export function* authenticator(settings: SettingsReader, { extensions }: RuleContext): Generator<Complaint> {
  const name = settings.text(['authenticator'], '');
  const id = parseComponentId(name ?? '');
  if ('wrong' in id || extensions.includes(id.id)) return;
  yield {
    path: ['authenticator'],
    message: `names the extension ${id.id}, which service.extensions does not start`,
    refusal: 'start',
  };
}
