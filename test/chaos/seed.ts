/** The seed of what is generated: `CHAOS_SEED=n` runs the same again. Every title or message that uses it says it. */
export const seed: number = Number(process.env['CHAOS_SEED'] ?? Date.now() % 2_147_483_647);
