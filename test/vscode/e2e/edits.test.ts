import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { Panel } from './panel.ts';
import { openWithKey, readBytes, useProduct } from './product.ts';
import type { Workbench } from './workbench.ts';

describe('edits in the workbench', () => {
  const product = useProduct();

  it('refactors a selection: nothing changes until Keep, then one undo restores every byte (M-D3, M-D7, S-8)', async () => {
    const { workbench, server } = product;
    const before = await readBytes(server, 'src/cart.ts');
    const panel = await openWithKey(workbench);
    await workbench.openFile('src/cart.ts');
    await workbench.selectLines(36, 47);
    await workbench.runCommand('CometAPI: Refactor Selection');
    const card = editCard(panel);
    await card.getByRole('button', { name: 'Keep', exact: true }).waitFor();
    await workbench.page.locator('.review-widget').first().waitFor();
    await workbench.shot('edit-review');
    assert.equal(await isDirty(workbench), false);

    await card.getByRole('button', { name: 'Keep', exact: true }).click();
    await dirty(workbench).waitFor();
    await workbench.shot('edit-kept');
    await focusEditor(workbench);
    await workbench.page.keyboard.press('Control+z');
    await dirty(workbench).waitFor({ state: 'detached' });
    assert.equal(await workbench.documentText(), before.toString('utf8'));
    assert.deepEqual(await readBytes(server, 'src/cart.ts'), before);
  });

  it('keeps CRLF, the byte order mark and the missing final newline (M-D10)', async () => {
    const { workbench, server, simulator } = product;
    const before = await readBytes(server, 'windows/Legacy.cs');
    const lines = before.toString('utf8').split('\r\n');
    const at = lines.findIndex((line) => line.includes('{') === false && line.trim().length > 8);
    const quoted = lines[at] ?? '';
    const panel = await openWithKey(workbench);
    await workbench.openFile('windows/Legacy.cs');
    await focusEditor(workbench);
    await workbench.page.keyboard.press('Control+a');
    simulator.enqueue({
      name: 'edit',
      edit: {
        title: 'Add a remark',
        explanation: 'Says what the line is for.',
        edits: [
          {
            why: 'It was not clear.',
            oldText: quoted.replace('\ufeff', ''),
            newText: `${quoted.replace('\ufeff', '')}\n// why`,
          },
        ],
      },
    });
    await workbench.runCommand('CometAPI: Refactor Selection');
    await editCard(panel).getByRole('button', { name: 'Keep', exact: true }).click();
    await dirty(workbench).waitFor();
    await focusEditor(workbench);
    await workbench.page.keyboard.press('Control+s');
    await dirty(workbench).waitFor({ state: 'detached' });
    const expected = [...lines.slice(0, at + 1), '// why', ...lines.slice(at + 1)].join('\r\n');
    assert.deepEqual((await readBytes(server, 'windows/Legacy.cs')).toString('utf8'), expected);
    await focusEditor(workbench);
    await workbench.page.keyboard.press('Control+z');
    await workbench.page.keyboard.press('Control+s');
    await dirty(workbench).waitFor({ state: 'detached' });
    assert.deepEqual(await readBytes(server, 'windows/Legacy.cs'), before);
  });

  it('changes nothing and says why when the model quotes code that is not there (B-8)', async () => {
    const { workbench, server, simulator } = product;
    const before = await readBytes(server, 'src/cart.ts');
    const panel = await openWithKey(workbench);
    await workbench.openFile('src/cart.ts');
    await workbench.selectLines(36, 47);
    simulator.enqueue('wrong-anchor');
    await workbench.runCommand('CometAPI: Refactor Selection');
    await editCard(panel)
      .getByText(/was quoted, but is not in the selection/)
      .waitFor();
    await workbench.shot('edit-wrong-anchor');
    assert.deepEqual(
      [await workbench.page.locator('.review-widget').count(), await isDirty(workbench)],
      [0, false],
    );
    assert.deepEqual(await readBytes(server, 'src/cart.ts'), before);
  });

  it('does what a person types for a selection, and remembers it (M-D1)', async () => {
    const { workbench } = product;
    const panel = await openWithKey(workbench);
    await workbench.openFile('src/cart.ts');
    await workbench.selectLines(21, 34);
    await workbench.runCommand('CometAPI: Edit Selection…');
    await workbench.page.getByText('Edit src/cart.ts, lines 21–34').waitFor();
    await workbench.answer('rename product to found');
    await editCard(panel).getByRole('button', { name: 'Keep', exact: true }).waitFor();
    assert.match(await editCard(panel).innerText(), /found/);
    await workbench.shot('edit-free');
    await editCard(panel).getByRole('button', { name: 'Undo', exact: true }).click();
    await workbench.page.locator('.review-widget').first().waitFor({ state: 'detached' });
    await workbench.runCommand('CometAPI: Edit Selection…');
    await workbench.page.locator('.quick-input-list').getByText('rename product to found').waitFor();
  });

  it('marks a hunk as stale when the person edits its lines, and follows when they edit elsewhere (M-D8)', async () => {
    const { workbench } = product;
    const panel = await openWithKey(workbench);
    await workbench.openFile('src/cart.ts');
    await workbench.selectLines(15, 15);
    await workbench.runCommand('CometAPI: Refactor Selection');
    const card = editCard(panel);
    await card.getByRole('button', { name: 'Keep', exact: true }).waitFor();
    await goTo(workbench, 1);
    await workbench.page.keyboard.press('Home');
    await workbench.page.keyboard.press('Enter');
    await card.getByText('16', { exact: true }).first().waitFor();
    await goTo(workbench, 16);
    await workbench.page.keyboard.press('End');
    await workbench.page.keyboard.type(' // mine');
    await card.getByText('You edited these lines. Ask again to update this change.').waitFor();
    await workbench.shot('edit-stale');
    assert.equal(await card.getByRole('button', { name: 'Keep this change' }).count(), 0);
    await focusEditor(workbench);
    // VS Code keeps unsaved text for the next window, which is the next test's.
    await workbench.runCommand('File: Revert File');
    await dirty(workbench).waitFor({ state: 'detached' });
  });

  it('refuses to change a read-only file and a read-only view, and says so (M-D15)', async () => {
    const { workbench, server, simulator } = product;
    const { chmod } = await import('node:fs/promises');
    const path = `${server.workspace}/tools/report.py`;
    await openWithKey(workbench);
    await chmod(path, 0o444);
    try {
      await workbench.openFile('tools/report.py');
      await workbench.selectLines(1, 3);
      await workbench.runCommand('CometAPI: Refactor Selection');
      await workbench.notifications.filter({ hasText: 'report.py is read-only' }).waitFor();
      assert.equal(simulator.requests.filter(({ path: asked }) => asked === '/v1/responses').length, 0);
    } finally {
      await chmod(path, 0o644);
    }
  });

  it('offers its actions in the context menu and in the lightbulb (M-E1, M-E2)', async () => {
    const { workbench } = product;
    await openWithKey(workbench);
    await workbench.openFile('src/cart.ts');
    await workbench.selectLines(36, 47);
    // Without the bulb VS Code has not asked anybody yet, and the key would find nothing.
    await workbench.page.locator('.part.editor [class*="lightbulb" i]:visible').first().waitFor();
    await workbench.page.keyboard.press('Control+.');
    const actions = workbench.page.locator('.action-widget').first();
    await actions.getByText('Refactor with CometAPI').waitFor();
    await workbench.shot('edit-lightbulb');
    const offered = await actions.innerText();
    assert.deepEqual(
      [
        'Explain with CometAPI',
        'Simplify with CometAPI',
        'Document with CometAPI',
        'Add types with CometAPI',
        'Edit with CometAPI…',
        'Fix with CometAPI',
      ].map((each) => offered.includes(each)),
      [true, true, true, true, true, false],
    );
    await workbench.page.keyboard.press('Escape');
    const menu = await workbench.contextMenu(20);
    await menu.filter({ hasText: 'CometAPI' }).hover();
    await workbench.page.locator('.monaco-menu').getByText('Refactor Selection').waitFor();
    await workbench.shot('edit-menu');
  });

  for (const [title, instruction] of [
    ['Document Selection', 'Document this code: '],
    ['Simplify Selection', 'Simplify this code: '],
    ['Add Types', 'Add types to this code where '],
  ] as const) {
    it(`${title} proposes its change with one click and nothing is written (M-D2)`, async () => {
      const { workbench, simulator } = product;
      const panel = await openWithKey(workbench);
      await workbench.openFile('src/cart.ts');
      await workbench.selectLines(36, 47);
      await workbench.runCommand(`CometAPI: ${title}`);
      await editCard(panel).getByRole('button', { name: 'Keep', exact: true }).waitFor();
      await workbench.page.locator('.review-widget').first().waitFor();
      await workbench.shot(`edit-${title.toLowerCase().replaceAll(' ', '-')}`);
      const asked = simulator.requests.filter(({ path }) => path === '/v1/responses');
      assert.deepEqual(
        [asked.map(({ body }) => JSON.stringify(body).includes(instruction)), await isDirty(workbench)],
        [[true], false],
      );
    });
  }

  it('applies a code block of an answer to the file it names: reviewed, kept, undone (M-B13)', async () => {
    const { workbench, server, simulator } = product;
    const before = await readBytes(server, 'src/cart.ts');
    const panel = await openWithKey(workbench);
    await workbench.openFile('notes/README.md');
    const code = 'export function add(lines: CartLine[], line: CartLine): CartLine[] {\n  return lines;\n}';
    simulator.enqueue({ name: 'text', text: `In \`src/cart.ts\`:\n\n\`\`\`ts\n${code}\n\`\`\`\n` });
    await panel.send('Give me code.');
    const block = panel.frame.getByRole('group', { name: /^Code block/ });
    await block.getByRole('button', { name: 'Apply in editor' }).click();
    const card = editCard(panel);
    await card.getByRole('button', { name: 'Keep', exact: true }).waitFor();
    await workbench.page.locator('.tab.active').filter({ hasText: 'cart.ts' }).waitFor();
    await workbench.page.locator('.review-widget').first().waitFor();
    await workbench.shot('edit-apply');
    assert.equal(await isDirty(workbench), false);
    await card.getByRole('button', { name: 'Keep', exact: true }).click();
    await dirty(workbench).waitFor();
    assert.match(await workbench.documentText(), /return lines;/);
    await focusEditor(workbench);
    await workbench.page.keyboard.press('Control+z');
    await dirty(workbench).waitFor({ state: 'detached' });
    assert.deepEqual(await readBytes(server, 'src/cart.ts'), before);
  });

  it('asks for a different change in the review and on the card: kept hunks stay, open ones are replaced (M-D13)', async () => {
    const { workbench, simulator } = product;
    const panel = await openWithKey(workbench);
    await workbench.openFile('src/cart.ts');
    await workbench.selectLines(36, 47);
    await workbench.runCommand('CometAPI: Refactor Selection');
    await editCard(panel).getByRole('button', { name: 'Keep this change' }).first().click();
    await dirty(workbench).waitFor();
    const thread = workbench.page.locator('.review-widget').first();
    await thread.waitFor();
    simulator.enqueue(changing('  return total;', '  return cents(total);'));
    await thread.getByRole('button', { name: 'Ask for a different change' }).click();
    await workbench.page.keyboard.type('call cents for it');
    await workbench.page.mouse.wheel(0, 200);
    await workbench.page
      .locator('.review-widget .form-actions')
      .getByText('Ask', { exact: true })
      .first()
      .waitFor();
    await workbench.shot('edit-refine-reply');
    await workbench.page.keyboard.press('Control+Enter');
    await editCard(panel).getByText('cents(total)').waitFor();
    assert.equal(await workbench.page.locator('.review-widget').count(), 1);

    simulator.enqueue(changing('  return total;', '  return toCents(total);'));
    const box = editCard(panel).getByRole('textbox', { name: 'Ask for a different change' });
    await box.fill('call it toCents');
    await workbench.shot('edit-refine-card');
    await box.press('Enter');
    await editCard(panel).getByText('toCents(total)').waitFor();
    await editCard(panel).getByRole('button', { name: 'Keep', exact: true }).click();
    await workbench.page.locator('.review-widget').first().waitFor({ state: 'detached' });
    const text = await workbench.documentText();
    assert.deepEqual(
      [text.includes('  let total = 0;'), text.includes('toCents(total)'), text.includes(' cents(total)')],
      [true, true, false],
    );
    await focusEditor(workbench);
    await workbench.runCommand('File: Revert File');
    await dirty(workbench).waitFor({ state: 'detached' });
  });

  it('generates tests into a new file beside the code, which is made on Keep (M-D2)', async () => {
    const { workbench, server } = product;
    const panel = await openWithKey(workbench);
    await workbench.openFile('src/cart.ts');
    await workbench.selectLines(36, 43);
    await workbench.runCommand('CometAPI: Generate Tests');
    const card = editCard(panel);
    await card.getByText('cart.test.ts').first().waitFor();
    await card.getByRole('button', { name: 'Keep', exact: true }).waitFor();
    await workbench.shot('edit-generate-tests');
    await assert.rejects(readBytes(server, 'src/cart.test.ts'), { code: 'ENOENT' });
    await card.getByRole('button', { name: 'Keep', exact: true }).click();
    await workbench.page.locator('.explorer-folders-view').getByText('cart.test.ts').waitFor();
    assert.match((await readBytes(server, 'src/cart.test.ts')).toString('utf8'), /node:test/);
  });

  it('asks other models for the same edit, cycles through them by button and key, and keeps one (B-13)', async () => {
    const { workbench, simulator } = product;
    const panel = await openWithKey(workbench);
    await workbench.openFile('src/cart.ts');
    await workbench.selectLines(42, 42);
    simulator.enqueue(changing('  return total;', '  return first(total);'));
    await workbench.runCommand('CometAPI: Refactor Selection');
    await editCard(panel).getByText('first(total)').waitFor();
    simulator.enqueue(changing('  return total;', '  return second(total);'));
    simulator.enqueue(changing('  return total;', '  return third(total);'));
    await panel.button('Ask other models').click();
    const rows = workbench.page.locator('.quick-input-list .monaco-list-row');
    await rows.nth(1).waitFor();
    await rows.nth(0).click();
    await rows.nth(1).click();
    await workbench.shot('edit-other-models');
    await workbench.input.press('Enter');
    await editCard(panel).getByText('third(total)').waitFor();
    await panel.frame.getByText('3/3').waitFor();
    const thread = workbench.page.locator('.review-widget');
    await thread.getByText('third').waitFor();
    await panel.button('Previous version').click();
    await thread.getByText('second').waitFor();
    await goTo(workbench, 42);
    await workbench.page.keyboard.press('Alt+]');
    await thread.getByText('third').waitFor();
    await workbench.page.keyboard.press('Alt+]');
    await thread.getByText('first').waitFor();
    assert.equal(await thread.count(), 1);
    await workbench.shot('edit-alternatives');
    await workbench.page.keyboard.press('Control+y');
    await dirty(workbench).waitFor();
    assert.match(await workbench.documentText(), /return first\(total\);/);
    await focusEditor(workbench);
    await workbench.runCommand('File: Revert File');
    await dirty(workbench).waitFor({ state: 'detached' });
  });

  it('changes several files together: one is kept, one undone, one made, and undo restores every byte (M-D12)', async () => {
    const { workbench, server, simulator } = product;
    const before = await Promise.all(
      ['src/cart.ts', 'src/inventory.ts'].map((file) => readBytes(server, file)),
    );
    const panel = await openWithKey(workbench);
    for (const file of ['src/cart.ts', 'src/inventory.ts']) await workbench.openFile(file);
    const first = (bytes: Buffer | undefined) => bytes?.toString('utf8').split('\n')[0] ?? '';
    const modify = (path: string, oldText: string) => ({
      path,
      action: 'modify',
      newPath: '',
      why: '',
      content: '',
      edits: [{ why: 'Says where it belongs.', oldText, newText: `// shop\n${oldText}` }],
    });
    const create = {
      path: 'src/shop.ts',
      action: 'create',
      newPath: '',
      why: 'A place for both.',
      edits: [],
    };
    simulator.enqueue({
      name: 'edit',
      edit: {
        title: 'Make a shop of it',
        explanation: 'Both files say so.',
        files: [
          modify('src/cart.ts', first(before[0])),
          modify('src/inventory.ts', first(before[1])),
          { ...create, content: 'export const shop = 1;\n' },
        ],
      },
    });
    await workbench.runCommand('CometAPI: Edit Several Files…');
    await workbench.page.getByText('Which of the open files may change?').waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.page.getByText('Edit 2 files').waitFor();
    await workbench.answer('make a shop of it');
    const card = editCard(panel);
    await card.getByRole('button', { name: 'Keep all' }).waitFor();
    await workbench.shot('edit-files');
    await card.getByRole('button', { name: 'Open diff', exact: true }).click();
    await workbench.page.locator('.multiDiffEntry').nth(2).waitFor();
    await workbench.shot('edit-files-diff');
    await card.getByRole('button', { name: 'Undo the changes of cart.ts' }).click();
    await card.getByRole('button', { name: 'Keep all' }).click();
    await card.getByText('2 of 3 kept').waitFor();
    await workbench.openFile('src/inventory.ts');
    await dirty(workbench).waitFor();
    const kept = [
      await workbench.documentText(),
      (await readBytes(server, 'src/shop.ts')).toString('utf8'),
      await readBytes(server, 'src/cart.ts'),
    ];
    await focusEditor(workbench);
    await workbench.page.keyboard.press('Control+z');
    await dirty(workbench).waitFor({ state: 'detached' });
    assert.deepEqual(
      [kept, await workbench.documentText(), await readBytes(server, 'src/inventory.ts')],
      [
        [`// shop\n${before[1]?.toString('utf8')}`, 'export const shop = 1;\n', before[0]],
        before[1]?.toString('utf8'),
        before[1],
      ],
    );
  });

  it('changes a cell of a notebook: reviewed in the cell and kept there (M-E11)', async () => {
    const { workbench, server, simulator } = product;
    const cell = { cell_type: 'code', execution_count: null, metadata: {}, outputs: [] };
    const notebook = {
      cells: ['import math', 'print(1)'].map((source) => ({ ...cell, source: [source] })),
      metadata: { language_info: { name: 'python' } },
      nbformat: 4,
      nbformat_minor: 5,
    };
    await writeFile(join(server.workspace, 'circles.ipynb'), JSON.stringify(notebook));
    const panel = await openWithKey(workbench);
    await workbench.page.keyboard.press('Control+P');
    await workbench.input.fill('circles.ipynb');
    await workbench.page.locator('.quick-input-list').getByText('circles.ipynb').first().waitFor();
    await workbench.input.press('Enter');
    const lines = workbench.page.locator('.notebookOverlay .monaco-editor .view-line');
    await lines.filter({ hasText: 'print(1)' }).click();
    simulator.enqueue(changing('print(1)', 'print(2)'));
    await workbench.runCommand('CometAPI: Refactor Selection');
    await editCard(panel).getByRole('button', { name: 'Keep', exact: true }).waitFor();
    await editCard(panel).getByText('circles.ipynb, cell 2').waitFor();
    await workbench.shot('edit-notebook');
    assert.equal(await lines.filter({ hasText: 'print(2)' }).count(), 0);
    await editCard(panel).getByRole('button', { name: 'Keep', exact: true }).click();
    await lines.filter({ hasText: 'print(2)' }).waitFor();
    await workbench.shot('edit-notebook-kept');
  });

  it('stops a running edit and leaves the file untouched (M-D16)', async () => {
    const { workbench, server, simulator } = product;
    const before = await readBytes(server, 'src/cart.ts');
    const panel = await openWithKey(workbench);
    await workbench.openFile('src/cart.ts');
    await workbench.selectLines(36, 47);
    simulator.enqueue({ name: 'stall', afterDeltas: 6 });
    await workbench.runCommand('CometAPI: Refactor Selection');
    await panel.button('Stop').waitFor();
    await simulator.waitFor(({ firstByteAt }) => firstByteAt !== undefined);
    await workbench.runCommand('CometAPI: Stop');
    await editCard(panel).getByText('The answer ended before the edit was complete.').waitFor();
    assert.deepEqual([await isDirty(workbench), await readBytes(server, 'src/cart.ts')], [false, before]);
  });
});

/** An answer with one hunk. */
function changing(oldText: string, newText: string) {
  const edits = [{ why: 'As asked.', oldText, newText }];
  return { name: 'edit', edit: { title: 'Another name', explanation: 'As asked.', edits } } as const;
}

function editCard(panel: Panel) {
  return panel.frame.getByRole('region', { name: 'Proposed edit' }).last();
}

const dirty = (workbench: Workbench) => workbench.page.locator('.tabs-container .tab.active.dirty');

async function isDirty(workbench: Workbench): Promise<boolean> {
  return (await dirty(workbench).count()) > 0;
}

async function focusEditor(workbench: Workbench): Promise<void> {
  await workbench.runCommand('View: Focus Active Editor Group');
}

async function goTo(workbench: Workbench, line: number): Promise<void> {
  await focusEditor(workbench);
  await workbench.page.keyboard.press('Control+G');
  await workbench.answer(`:${line}`);
}
