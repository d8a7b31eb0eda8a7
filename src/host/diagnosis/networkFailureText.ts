import type { NetworkFailure } from '../../api/networkFailure.ts';
import type { Localizer } from './findingText.ts';

/** The cause of a network failure and what can be done about it, in the person's language. */
export function networkFailureText(
  failure: NetworkFailure,
  l10n: Localizer,
): { readonly text: string; readonly next: string } {
  switch (failure) {
    case 'no_such_host':
      return {
        text: l10n.t('There is no host of this name.'),
        next: l10n.t('Look for a typing mistake in the base URL, and check whether a VPN is needed.'),
      };
    case 'no_name_server':
      return {
        text: l10n.t('The name could not be looked up.'),
        next: l10n.t('Check whether this machine is online.'),
      };
    case 'refused':
      return {
        text: l10n.t('The connection was refused.'),
        next: l10n.t('Check the host and port of the base URL, and whether the server is running.'),
      };
    case 'no_route':
      return {
        text: l10n.t('The network has no way to this address.'),
        next: l10n.t('Check whether this machine is online, and whether a VPN is needed.'),
      };
    case 'timed_out':
      return {
        text: l10n.t('No answer came in time.'),
        next: l10n.t('A firewall may be in the way. If your network needs a proxy, set {0}.', '`http.proxy`'),
      };
    case 'reset':
      return {
        text: l10n.t('The connection was closed by the other side.'),
        next: l10n.t('A firewall may be in the way. If your network needs a proxy, set {0}.', '`http.proxy`'),
      };
    case 'self_signed':
      return {
        text: l10n.t('The certificate of the server is self-signed, so this machine does not trust it.'),
        next: l10n.t(
          'If you trust the server, add its certificate to those of the operating system and restart VS Code.',
        ),
      };
    case 'unknown_authority':
      return {
        text: l10n.t(
          'The certificate comes from an authority this machine does not know. A proxy or a virus scanner may have replaced it.',
        ),
        next: l10n.t(
          'Ask your administrator for the root certificate, add it to those of the operating system and restart VS Code.',
        ),
      };
    case 'expired':
      return {
        text: l10n.t('The certificate of the server has expired.'),
        next: l10n.t('Check the clock of this machine. If it is right, the server needs a new certificate.'),
      };
    case 'not_yet_valid':
      return {
        text: l10n.t('The certificate of the server is not valid yet.'),
        next: l10n.t('Check the clock of this machine. If it is right, the server needs a new certificate.'),
      };
    case 'wrong_host':
      return {
        text: l10n.t('The certificate is that of another host.'),
        next: l10n.t('Check the host of the base URL. Something between may also answer in its place.'),
      };
    case 'tls':
      return {
        text: l10n.t('No encrypted connection came about.'),
        next: l10n.t('Check whether the port of the base URL speaks https, and whether a proxy interferes.'),
      };
    case 'proxy_refused':
      return {
        text: l10n.t('The proxy refused the connection.'),
        next: l10n.t('Check the setting {0} and the user name and password of the proxy.', '`http.proxy`'),
      };
    case 'unknown':
      return {
        text: l10n.t('The connection failed.'),
        next: l10n.t('The code tells your administrator more.'),
      };
  }
}
