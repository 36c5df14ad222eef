// Typing: proposals, renaming, the outline.

const { WAIT, plain } = require('./workbench');

/** What a value has is proposed behind a dot. */
async function seeMembers(workbench, result) {
  const { page } = workbench;
  await workbench.openWithServer('good.ori');
  await workbench.word('sum').click();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.type(' + self.', { delay: 20 });
  const rows = page.locator('.suggest-widget .monaco-list-row');
  await rows.filter({ hasText: 'sum' }).first().waitFor(WAIT);
  result.proposals = (await rows.locator('.label-name').allInnerTexts()).map(plain);
  await workbench.screenshot('completion');
  await page.keyboard.press('Escape');
  await workbench.discard();
}

/** A name of another file is proposed; accepting it adds the import and shows the parameters. */
async function seeImport(workbench, result) {
  const { page } = workbench;
  await workbench.openWithServer('good.ori');
  await workbench.word('21').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('let covered = are', { delay: 20 });
  const row = page.locator('.suggest-widget .monaco-list-row', { hasText: 'area' }).first();
  await row.waitFor(WAIT);
  await row.locator('.label-name').click();
  await workbench.screenshot('import');
  result.called = await workbench.textThat(0, 'the call', (text) => text.includes('area('));
  const parameters = page.locator('.parameter-hints-widget.visible');
  await parameters.waitFor(WAIT);
  result.parameters = plain(await parameters.innerText());
  await workbench.screenshot('parameters');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Home'); // VS Code keeps the cursor's line where it was on the screen.
  result.imported = await workbench.textThat(0, 'the import', (text) => text.includes('use "./shapes" { area };'));
  await workbench.discard();
}

/** A function gets another name everywhere. */
async function seeRename(workbench, result) {
  const { page } = workbench;
  await workbench.openWithServer('good.ori');
  await workbench.word('double').click();
  await page.keyboard.press('F2');
  await page.locator('.rename-box input:focus').waitFor(WAIT);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('twice');
  await workbench.screenshot('rename');
  await page.keyboard.press('Enter');
  result.renamed = await workbench.textThat(0, 'the other name', (text) => text.includes('@twice (') && text.includes('twice(n: 21)'));
  await workbench.discard();
}

/** The outline lists declarations, and what is in them. */
async function seeOutline(workbench, result) {
  const { page } = workbench;
  await workbench.openWithServer('good.ori');
  await workbench.run('Explorer: Focus on Outline View');
  const rows = page.locator('.outline-pane .monaco-list-row');
  await rows.filter({ hasText: 'Point' }).first().waitFor(WAIT);
  result.outline = (await rows.allInnerTexts()).map(plain);
  await workbench.screenshot('outline');
}

module.exports = { seeMembers, seeImport, seeRename, seeOutline };
