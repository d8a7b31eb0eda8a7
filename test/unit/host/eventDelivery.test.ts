import assert from 'node:assert/strict';
import { EventDelivery } from '../../../src/host/eventDelivery.ts';
import type { TranscriptEvent } from '../../../src/protocol/transcript.ts';

const delta = (text: string, outputIndex = 0): TranscriptEvent => ({
  type: 'text-delta',
  turnId: 't',
  outputIndex,
  delta: text,
});

/** A delivery with a clock that moves only when told to. */
function setUp() {
  let now = 0;
  let timers: { at: number; action: () => void }[] = [];
  const posts: { at: number; batch: number; events: readonly TranscriptEvent[] }[] = [];
  const delivery = new EventDelivery({
    post: (batch, events) => posts.push({ at: now, batch, events }),
    now: () => now,
    schedule(ms, action) {
      const timer = { at: now + ms, action };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
  });
  function advance(ms: number): void {
    now += ms;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { action } of due) action();
  }
  return { delivery, posts, advance, timers: () => timers.length };
}

describe('event delivery', () => {
  it('posts the first event at once (M-B2)', () => {
    const { delivery, posts } = setUp();
    delivery.push(delta('a'));
    assert.deepEqual(posts, [{ at: 0, batch: 1, events: [delta('a')] }]);
  });

  it('keeps one batch in flight and joins the deltas that wait', () => {
    const { delivery, posts, advance } = setUp();
    for (const text of ['a', 'b', 'c']) delivery.push(delta(text));
    advance(500);
    delivery.push(delta('d', 1));
    assert.equal(posts.length, 1);
    delivery.acknowledge(1);
    assert.deepEqual(posts[1], { at: 500, batch: 2, events: [delta('bc'), delta('d', 1)] });
  });

  it('waits a frame between posts even when the panel answers at once', () => {
    const { delivery, posts, advance } = setUp();
    delivery.push(delta('a'));
    delivery.acknowledge(1);
    delivery.push(delta('b'));
    advance(15);
    assert.equal(posts.length, 1);
    advance(1);
    assert.deepEqual(
      posts.map(({ at }) => at),
      [0, 16],
    );
  });

  it('posts at most 63 times a second at 1,000 deltas a second, and loses nothing', () => {
    const { delivery, posts, advance } = setUp();
    for (let at = 0; at < 1000; at += 1) {
      delivery.push(delta(String(at % 10)));
      advance(1);
      delivery.acknowledge(posts.length);
    }
    advance(16);
    delivery.acknowledge(posts.length);
    const text = posts
      .flatMap(({ events }) => events.map((event) => ('delta' in event ? event.delta : '')))
      .join('');
    assert.equal(text, '0123456789'.repeat(100));
    assert.ok(posts.length <= 64, `${posts.length} posts`);
  });

  it('passes over an acknowledgement of another batch', () => {
    const { delivery, posts, advance } = setUp();
    delivery.push(delta('a'));
    delivery.push(delta('b'));
    advance(100);
    delivery.acknowledge(7);
    assert.equal(posts.length, 1);
  });

  it('does not join across another kind of event', () => {
    const { delivery, posts, advance } = setUp();
    const end: TranscriptEvent = { type: 'item-end', turnId: 't', outputIndex: 0, at: 1 };
    for (const event of [delta('a'), delta('b'), end, delta('c')]) delivery.push(event);
    advance(100);
    delivery.acknowledge(1);
    assert.deepEqual(posts[1]?.events, [delta('b'), end, delta('c')]);
  });

  it('forgets everything on reset and leaves no timer', () => {
    const { delivery, posts, advance, timers } = setUp();
    delivery.push(delta('a'));
    delivery.acknowledge(1);
    delivery.push(delta('b'));
    delivery.reset();
    assert.equal(timers(), 0);
    advance(100);
    assert.equal(posts.length, 1);
    delivery.push(delta('c'));
    assert.deepEqual(posts[1]?.events, [delta('c')]);
  });
});
