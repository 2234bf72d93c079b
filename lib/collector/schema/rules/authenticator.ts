import { parseComponentId } from '../component-id';
import type { SettingsReader } from '../settings-reader';
import type { Complaint, RuleContext } from './rule';

/** The types of extensions that only add a login to requests that are sent. */
const FOR_CLIENTS = ['asapclient', 'googleclientauth', 'headers_setter', 'oauth2client', 'sigv4auth'];

/** The types of extensions that only check the login of requests that are received. */
const FOR_SERVERS = ['oidc'];

/** Rules for configauth.Config and confighttp.AuthConfig. The extension is looked up when the component starts. */
export function* authenticator(
  settings: SettingsReader,
  { component, extensions }: RuleContext,
): Generator<Complaint> {
  const name = settings.text(['authenticator'], '');
  const id = parseComponentId(name ?? '');
  if ('wrong' in id) return;
  const path = ['authenticator'];
  if (!extensions.includes(id.id)) {
    const message = `names the extension ${id.id}, which service.extensions does not start`;
    yield { path, message, refusal: 'start' };
    return;
  }
  const [sends, type] = [component.startsWith('exporters/'), id.id.split('/', 1).join('')];
  if (sends && FOR_SERVERS.includes(type)) {
    const message = `names the extension ${id.id}, which checks logins and cannot log in`;
    yield { path, message, refusal: 'start' };
  } else if (!sends && FOR_CLIENTS.includes(type)) {
    const message = `names the extension ${id.id}, which logs in and cannot check a login`;
    yield { path, message, refusal: 'start' };
  }
}
