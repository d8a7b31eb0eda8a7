/** Whether everything runs (`npm run chaos`) instead of the slice that every test run takes. */
export const runsAll: boolean = process.env['CHAOS'] === 'all';

/** The one seed to run again, as a failure printed it. */
export const replayedSeed: number | undefined = numberOf(process.env['CHAOS_SEED']);

/** Where a run begins: at the same place in every slice, elsewhere each time everything runs. */
export const firstSeed: number = runsAll ? Date.now() % 1_000_000_007 : 1;

function numberOf(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text);
}
