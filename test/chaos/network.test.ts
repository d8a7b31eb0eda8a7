import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TranscriptEvent } from '../../src/protocol/transcript.ts';
import { canaryKey } from '../canary.ts';
import { edit, prose } from './answer.ts';
import { type Bench, certificatesFor, openBench } from './bench.ts';
import { connectionFaults } from './connectionFaults.ts';
import { assertExpected } from './expectation.ts';
import type { Fault, Servers, Strike } from './fault.ts';
import { type FaultServer, type Plan, type Script, startFaultServer } from './faultServer.ts';
import { assertInvariants } from './invariants.ts';
import { type Phase, type Place, phases, reply } from './phases.ts';
import { randomFrom } from './random.ts';
import { replyFaults } from './replyFaults.ts';
import { firstSeed, replayedSeed, runsAll } from './scale.ts';
import { makeTurn, type TurnRecord, type Wish } from './turn.ts';

const faults = [...connectionFaults, ...replyFaults].sort((a, b) => a.id.localeCompare(b.id));
const cells = faults.flatMap((fault) => fault.phases.map((phase) => ({ fault, phase })));
const turnsPerCell = runsAll ? Number(process.env['CHAOS_TURNS'] ?? 200) : 3;
/** Turns under way at once; most of their time is waiting. */
const lanes = runsAll ? 8 : 3;

describe('A turn over a network with faults', function () {
  this.timeout(runsAll ? 3_600_000 : 300_000);
  const counts = new Map<string, number>();
  let benches: readonly Bench[];

  before(async function () {
    const certificates = certificatesFor(this);
    benches = await Promise.all(Array.from({ length: lanes }, () => openBench(certificates)));
  });
  after(async () => {
    await Promise.all(benches.map((bench) => bench.close()));
    printTable(counts);
  });

  it(`keeps its ten invariants through ${faults.length} faults at ${phases.length} phases, and the next one is good (N01–N24, I1–I10)`, async () => {
    assert.deepEqual(
      [...new Set(faults.map(({ id }) => id))],
      Array.from({ length: 24 }, (_, index) => `N${String(index + 1).padStart(2, '0')}`),
    );
    const seeds =
      replayedSeed === undefined
        ? Array.from({ length: cells.length * turnsPerCell }, (_, index) => firstSeed + index)
        : [replayedSeed];
    console.log(`      ${seeds.length} turns from seed ${seeds[0]}`);
    const left = seeds.values();
    let done = 0;
    const lane = async (bench: Bench) => {
      for (const seed of left) {
        const cell = cells[seed % cells.length];
        assert.ok(cell !== undefined);
        const isStruck = await faultedTurn(bench, { ...cell, seed });
        const name = `${cell.fault.id} ${cell.phase}`;
        counts.set(name, (counts.get(name) ?? 0) + (isStruck ? 1 : 0));
        done += 1;
        if (done % 1000 === 0) console.log(`      ${done} of ${seeds.length}`);
      }
    };
    await Promise.all(benches.map(lane));
  });
});

describe('The invariants of a turn', () => {
  it('would be broken by a doubled, a lost and a foreign character, a missing end, a retry too late and a leak', async () => {
    const server = await startFaultServer({ good: (wire) => reply(wire, prose, 'close') });
    const baseUrl = `http://127.0.0.1:${server.port}/v1`;
    const wish = wishFor('status', 'chat');
    const record = await makeTurn({ wish, baseUrl, fetch, random: randomFrom(1), idleMs: 30_000 });
    await server.close();
    const { turn, events } = record;
    const clean = { requests: 1, received: '', foreign: '' };
    const withText = (change: (text: string) => string): TurnRecord => ({
      ...record,
      turn: {
        ...turn,
        items: turn.items.map((item) =>
          item.kind === 'message' ? { ...item, text: change(item.text) } : item,
        ),
      },
    });
    const retry: TranscriptEvent = {
      type: 'turn-status',
      turnId: turn.id,
      status: { kind: 'retrying', problem: { code: 'cut' }, attempt: 1, maxAttempts: 2, from: 0, until: 0 },
    };
    const broken: readonly (readonly [string, TurnRecord, typeof clean])[] = [
      ['I1', { ...record, events: events.filter(({ type }) => type !== 'turn-end') }, clean],
      ['I3', withText((text) => text + text.slice(-1)), clean],
      ['I3', withText((text) => text.slice(1)), clean],
      ['I4', { ...record, events: [...events.slice(0, -1), retry, ...events.slice(-1)] }, clean],
      ['I4', { ...record, wish: { ...wish, answer: edit } }, clean],
      ['I5', { ...record, presented: 1 }, clean],
      ['I6', record, { ...clean, foreign: 'GET / HTTP/1.1' }],
      ['I6', record, { ...clean, received: `x-key: ${canaryKey}` }],
      ['I7', { ...record, timers: 1 }, clean],
      ['I8', { ...record, log: [`used ${canaryKey}`] }, clean],
      ['I10', { ...record, events: events.filter(({ type }) => type !== 'title-change') }, clean],
    ];
    assertInvariants(record, clean);
    for (const [name, spoiled, witness] of broken) {
      assert.throws(
        () => assertInvariants(spoiled, witness),
        new RegExp(`^AssertionError.*: ${name}:`),
        name,
      );
    }
  });
});

interface Cell {
  readonly fault: Fault;
  readonly phase: Phase;
  readonly seed: number;
}

/**
 * Strikes one turn and checks it; then a turn without a fault. A failure names the seed that makes it again.
 * Returns whether the fault struck: fetch may keep a spare connection that was accepted before.
 */
async function faultedTurn(
  { server, foreign, servers }: Bench,
  { fault, phase, seed }: Cell,
): Promise<boolean> {
  const random = randomFrom(seed);
  const wish = wishFor(phase, random.int(4) === 0 ? 'edit' : 'chat');
  const place: Place = { phase, random, answer: wish.answer, sent: { bytes: 0 } };
  const isPersistent = random.isOne();
  const strike = fault.strike(place);
  const times = strike.times ?? (isPersistent ? 1000 : 1);
  const what = `${fault.id} ${fault.name} (${strike.variant}) at ${phase}, ${wish.kind}: CHAOS_SEED=${seed}`;
  try {
    if (strike.warmUp === true) {
      const script: Script = (wire) => reply(wire, wish.answer, 'keep-alive');
      await goodTurn(server, wish, { script, times: 1, atAccept: false });
    }
    server.plan(
      strike.script === undefined
        ? undefined
        : {
            script: strike.script,
            times,
            atAccept: phase === 'accept',
          },
    );
    foreign.plan(undefined);
    const baseUrl = strike.edge?.baseUrl?.(servers) ?? `http://127.0.0.1:${server.port}/v1`;
    const record = await makeTurn({
      wish,
      baseUrl,
      fetch: limited(strike, servers, times),
      random: randomFrom(seed + 1),
      idleMs: strike.idleMs ?? 30_000,
      ...(strike.edge?.now === undefined ? {} : { now: strike.edge.now }),
      ...(strike.edge?.elapsed === undefined ? {} : { elapsed: strike.edge.elapsed }),
    });
    const witness = { requests: server.requests(), received: server.received(), foreign: foreign.received() };
    assertInvariants(record, witness);
    const isStruck = strike.script === undefined || server.strikes() > 0;
    assert.ok(isStruck || phase === 'accept', 'the fault did not strike');
    if (isStruck)
      assertExpected(record, { strike, times, requests: witness.requests, sentBytes: place.sent.bytes });
    server.plan(undefined);
    server.closeIdle();
    while (server.busy() > 0) await nextTurn();
    await goodTurn(server, wish);
    return isStruck;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${what}\n${why}`, { cause: error });
  }
}

async function goodTurn(server: FaultServer, wish: Wish, plan?: Plan): Promise<void> {
  server.plan(plan);
  const baseUrl = `http://127.0.0.1:${server.port}/v1`;
  const record = await makeTurn({ wish, baseUrl, fetch, random: randomFrom(1), idleMs: 30_000 });
  assertInvariants(record, { requests: 1, received: server.received(), foreign: '' });
  assert.equal(record.turn.status.kind, 'completed', 'I9: the next turn is good');
}

/** The fetch of a turn: at fault as often as it should be, then the real one. */
function limited({ edge }: Strike, servers: Servers, times: number): typeof fetch {
  const faulty = edge?.fetch?.(fetch, servers) ?? fetch;
  let count = 0;
  return (url, init) => (++count > times ? fetch : faulty)(url, init);
}

function wishFor(phase: Phase, kind: Wish['kind']): Wish {
  // Large enough that it is still being sent when the server has read the beginning.
  const text = phase === 'upload' ? `Grüße ${'lorem ipsum '.repeat(40_000)}` : 'Grüße 👋';
  return { kind, text, answer: kind === 'chat' ? prose : edit };
}

function printTable(counts: ReadonlyMap<string, number>): void {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const row = (cells: readonly string[]) => `      ${cells.map((cell) => cell.padStart(8)).join('')}`;
  console.log(row(['', ...phases]));
  for (const { id, name } of faults) {
    const cells = phases.map((phase) => String(counts.get(`${id} ${phase}`) ?? '·'));
    console.log(`${row([id, ...cells])}  ${name}`);
  }
  console.log(`      ${total} turns with a fault, each followed by a good one`);
}
