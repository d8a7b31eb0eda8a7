import type { JSX } from 'preact';
import { fillIn } from '../../protocol/strings.ts';
import type { Approval } from '../../protocol/toolItem.ts';
import { answerApproval } from '../approvals.ts';
import { Icon } from '../icons.tsx';
import { strings } from '../texts.ts';

/** Asks whether a call may go on: what is called, where, and with which arguments, all of it as plain text. */
export function ApprovalCard({ approval }: { readonly approval: Approval }): JSX.Element {
  const { id, tool, server, host, args, canStand } = approval;
  const name = server === undefined ? tool : fillIn(strings.toolOnServer, tool, server);
  const place = host === undefined ? strings.readsWorkspace : fillIn(strings.sendsArguments, host);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form.
    <div
      class="card ask"
      role="group"
      aria-label={fillIn(strings.approvalNeeded, name)}
      data-approval-id={id}
    >
      <div class="ch">
        <Icon name="question" />
        <b class="grow" dir="ltr">
          {name}
        </b>
      </div>
      <p class="cnote">{place}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard. */}
      <pre class="args" dir="ltr" tabIndex={0}>
        {args}
      </pre>
      <div class="cf">
        <button
          type="button"
          class="btn pri"
          title={strings.allowOnceTitle}
          onClick={() => answerApproval(approval, 'once')}
        >
          {strings.allowOnce}
        </button>
        {canStand && (
          <button
            type="button"
            class="btn"
            title={fillIn(strings.allowAlwaysTitle, tool)}
            onClick={() => answerApproval(approval, 'conversation')}
          >
            {strings.allowAlways}
          </button>
        )}
        <button
          type="button"
          class="btn"
          title={strings.denyTitle}
          onClick={() => answerApproval(approval, 'denied')}
        >
          {strings.deny}
        </button>
      </div>
    </div>
  );
}
