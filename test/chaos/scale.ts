/** Whether everything runs (`npm run chaos`) instead of the slice that every test run takes. */
export const runsAll: boolean = process.env['CHAOS'] === 'all';
