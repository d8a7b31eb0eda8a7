import assert from 'node:assert/strict';
import { createClient } from '../../../src/api/client.ts';
import type { InputMessage } from '../../../src/api/request.ts';
import { type Attachment, messageContent, withoutMedia } from '../../../src/chat/attachments.ts';
import { systemClock } from '../../../src/chat/clock.ts';
import { ChatSession } from '../../../src/chat/session.ts';
import { type AssistantTurn, emptyTranscript, shownTurns } from '../../../src/protocol/transcript.ts';
import { canaryKey } from '../../canary.ts';
import { base64, pdf, png } from '../../media.ts';
import type { Scenario } from '../../simulator/scenario.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';

const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

const image: Attachment = {
  item: { id: 'i', name: 'graph.png', path: 'graph.png', kind: 'image', bytes: png.length },
  media: { type: 'image/png', base64: base64(png) },
};
const file: Attachment = {
  item: { id: 'f', name: 'spec.pdf', path: 'spec.pdf', kind: 'pdf', bytes: pdf.length },
  media: { type: 'application/pdf', base64: base64(pdf) },
};
const text: Attachment = {
  item: { id: 't', name: 'a.ts', path: 'src/a.ts' },
  excerpt: { path: 'src/a.ts', languageId: 'typescript', text: 'let a;' },
};

const mediaParts = [
  { type: 'input_image', image_url: `data:image/png;base64,${base64(png)}`, detail: 'auto' },
  { type: 'input_file', filename: 'spec.pdf', file_data: `data:application/pdf;base64,${base64(pdf)}` },
] as const;
const question =
  '<images>\n1. graph.png\n</images>\n\n<file path="src/a.ts" language="typescript">\nlet a;\n</file>\n\nWhy?';

describe('attachments', () => {
  it('S-10 are parts before the question, and text alone stays a string', () => {
    assert.deepEqual(
      [
        messageContent('Why?', [text, image, file]),
        messageContent('Why?', [text]),
        messageContent('Why?', []),
      ],
      [
        [...mediaParts, { type: 'input_text', text: question }],
        '<file path="src/a.ts" language="typescript">\nlet a;\n</file>\n\nWhy?',
        'Why?',
      ],
    );
  });

  it('S-10 can be left out for a model that takes text only, which is told so', () => {
    const content = messageContent('Why?', [text, image, file]);
    assert.equal(
      withoutMedia(content),
      `(Images and files that belong to this message could not be sent.)\n\n${question}`,
    );
  });

  describe('in a conversation', () => {
    let simulator: Simulator;
    let session: ChatSession;

    before(async () => {
      simulator = await startSimulator({ apiKeys: [canaryKey], paceMs: 0 });
    });
    after(() => simulator.close());

    beforeEach(() => {
      simulator.reset();
      let ids = 0;
      session = new ChatSession({
        transcript: emptyTranscript('conversation'),
        newId: () => `id${++ids}`,
        clock: systemClock,
        refusedFields: { has: () => false, add: () => undefined },
        onEvent: () => undefined,
        onDefect: (error) => {
          throw error;
        },
      });
    });

    function connection() {
      const { baseUrl } = simulator;
      const client = createClient({
        baseUrl,
        apiKey: canaryKey,
        fetch,
        log: silent,
        sleep: () => Promise.resolve(),
      });
      const model = 'gpt-5.4-mini';
      return {
        client,
        baseUrl,
        model,
        conversationState: 'local',
        idleTimeoutMs: 60_000,
        instructions: '',
      } as const;
    }

    function contents(): InputMessage['content'][] {
      return simulator.requests.map(
        // The recorded body is what the simulator has checked against the wire schema.
        ({ body }) => (body as { input: { content: InputMessage['content'] }[] }).input[0]?.content ?? '',
      );
    }

    function lastAnswer(): AssistantTurn {
      const turn = shownTurns(session.transcript).at(-1);
      assert.ok(turn?.kind === 'assistant');
      return turn;
    }

    it('S-10 go over the wire in a form the provider takes, with a follow-up and a retry, too', async () => {
      await session.ask({ text: 'Why?', attachments: [image, file, text] }, connection());
      await session.ask({ text: 'And?', attachments: [] }, connection());
      await session.retry(lastAnswer().id, connection());
      const expected = [...mediaParts, { type: 'input_text', text: question }];
      assert.deepEqual(
        [contents(), lastAnswer().status],
        [[expected, expected, expected], { kind: 'completed' }],
      );
    });

    it('S-10 the simulator refuses an image that is none, as the provider does', async () => {
      const broken = { ...image, media: { type: 'image/png', base64: base64(pdf) } } as const;
      await session.ask({ text: 'Why?', attachments: [broken] }, connection());
      const { status } = lastAnswer();
      assert.equal(status.kind === 'failed' ? status.problem.code : status.kind, 'images_refused');
    });

    const refusals: readonly {
      readonly title: string;
      readonly scenario: Scenario;
      readonly attachments: readonly Attachment[];
      readonly code: string;
    }[] = [
      { title: 'of the type', scenario: { name: '400-image' }, attachments: [image], code: 'images_refused' },
      ...[
        'Invalid content type. image_url is only supported by certain models.',
        'No endpoints found that support image input',
        'This model does not support image inputs.',
        'The model is not multimodal',
      ].map((message) => ({
        title: `“${message}”`,
        scenario: { name: 'http', times: 9, status: 404, body: { error: { message, code: 404 } } } as const,
        attachments: [image],
        code: 'images_refused',
      })),
      ...[
        'Unsupported file type application/pdf',
        "Invalid value: 'input_file'.",
        'PDF input is not enabled',
      ].map((message) => ({
        title: `“${message}”`,
        scenario: {
          name: 'http',
          times: 9,
          status: 400,
          body: { error: { message, type: 'invalid_request_error' } },
        } as const,
        attachments: [file],
        code: 'files_refused',
      })),
      {
        title: 'control: of an image that was not sent',
        scenario: { name: '400-image' },
        attachments: [file],
        code: 'invalid_request',
      },
      {
        title: 'control: of something else',
        scenario: { name: 'http', times: 9, status: 400, body: { error: { message: 'Bad temperature' } } },
        attachments: [image],
        code: 'invalid_request',
      },
    ];
    for (const { title, scenario, attachments, code } of refusals) {
      it(`S-10 a refusal ${title} is ${code}`, async () => {
        simulator.enqueue(scenario);
        await session.ask({ text: 'Why?', attachments }, connection());
        const { status } = lastAnswer();
        assert.equal(status.kind === 'failed' ? status.problem.code : status.kind, code);
      });
    }

    it('S-10 that were refused are sent again by Retry, and left out on demand, from then on', async () => {
      simulator.enqueue({ name: '400-image', times: 2 });
      await session.ask({ text: 'Why?', attachments: [image] }, connection());
      await session.retry(lastAnswer().id, connection());
      session.leaveOutMedia(lastAnswer().id);
      await session.retry(lastAnswer().id, connection());
      await session.ask({ text: 'And?', attachments: [] }, connection());
      assert.deepEqual(
        [contents().map((content) => typeof content), lastAnswer().status.kind],
        [['object', 'object', 'string', 'string'], 'completed'],
      );
    });
  });
});
