import { render } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { ToWebview } from '../protocol/messages.ts';
import { handleDrops } from './attaching.ts';
import { Composer } from './components/composer.tsx';
import { DropOverlay } from './components/dropOverlay.tsx';
import { Header } from './components/header.tsx';
import { History } from './components/history.tsx';
import { RequestOptions } from './components/requestOptions.tsx';
import { Transcript } from './components/transcript.tsx';
import { draft } from './draft.ts';
import { closeHistory, historyOpen, historyPage, openHistory } from './historyState.ts';
import { handlePanelKeys } from './keys.ts';
import { announce } from './liveAnswer.ts';
import { showMatches } from './mention.ts';
import { closeOptions, openOptions, optionsOpen, returnFocus } from './requestOptionsState.ts';
import { handleToolbarKeys } from './roving.ts';
import { store } from './store.ts';
import { handleTabOrder } from './tabOrder.ts';
import { post } from './vscodeApi.ts';

function receive(message: ToWebview): void {
  switch (message.type) {
    case 'snapshot':
      store.panel.value = message.panel;
      store.show(message.transcript);
      draft.showFor(message.transcript, message.draft);
      break;
    case 'events':
      store.apply(message.events);
      announce(message.events);
      for (const event of message.events) {
        if (event.type === 'turn-start' && event.turn.kind === 'user') draft.accepted(event.turn);
      }
      requestAnimationFrame(() => post({ type: 'ack', batch: message.batch }));
      break;
    case 'context-found':
      showMatches(message.requestId, message.matches);
      break;
    case 'panel':
      store.panel.value = message.panel;
      break;
    case 'draft':
      draft.replace(message.text);
      break;
    case 'open-options':
      if (historyOpen.value) closeHistory();
      openOptions();
      break;
    case 'history':
      if (historyOpen.value) historyPage.value = message.page;
      break;
    case 'show-history':
      if (optionsOpen.value) closeOptions();
      openHistory();
      break;
    case 'focus-composer':
      if (optionsOpen.value) closeOptions(draft.focus);
      else if (historyOpen.value) closeHistory(draft.focus);
      else draft.focus();
      break;
  }
}

function Panel() {
  const isBehind = optionsOpen.value || historyOpen.value;
  // The conversation takes the focus only once it is in front again.
  useLayoutEffect(() => {
    if (!isBehind) returnFocus();
  }, [isBehind]);
  return (
    <div class="panel">
      {/* Behind the page the conversation goes on, with its place and its draft. */}
      <div class="conversation" inert={isBehind}>
        <Header />
        <Transcript />
        <Composer />
      </div>
      {optionsOpen.value && <RequestOptions />}
      {historyOpen.value && <History />}
      <DropOverlay />
    </div>
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element.');
render(<Panel />, root);
handlePanelKeys(document.body);
handleTabOrder(document.body);
handleDrops(document.body);
handleToolbarKeys(document.body);
window.addEventListener('message', ({ data, origin }: MessageEvent<ToWebview>) => {
  // VS Code posts from the frame around this one, which has the same origin. Its window cannot be compared with
  // `event.source`, because VS Code puts our own window in the place of `window.parent`.
  if (origin === window.origin) receive(data);
});
window.addEventListener('pagehide', draft.flush);
post({ type: 'ready' });
