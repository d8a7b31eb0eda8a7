import { readFileSync } from 'node:fs';
import type { PanelPage } from './panelPage.ts';

const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

/** What axe finds wrong with the panel as it is now that is serious or worse. */
export async function seriousViolations(panel: PanelPage): Promise<readonly string[]> {
  await panel.page.evaluate(axe);
  return panel.page.evaluate(async () => {
    // axe-core was put into the page by the test; it has no types there.
    const { axe: checker } = window as unknown as {
      axe: {
        run(context: {
          exclude: string;
        }): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
      };
    };
    // The name "Model" is public contract, although the button shows which one.
    const result = await checker.run({ exclude: '.model' });
    return result.violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
}
