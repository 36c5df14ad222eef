// The Testing view.

const { WAIT, plain } = require('./workbench');

/** It finds the tests, runs them, and shows a failure with both sides at its place. */
async function seeTests(workbench, result) {
  const { page } = workbench;
  await workbench.openWithServer('tested.ori');
  await page.locator('.codicon-testing-run-icon, [class*="testing-run"]').first().waitFor(WAIT);
  await workbench.run('Testing: Focus on Test Explorer View');
  const explorer = page.locator('.test-explorer .monaco-list-row');
  await explorer.filter({ hasText: 'tested.ori' }).first().waitFor(WAIT);
  await workbench.word('one').click();
  await workbench.run('Test: Run Tests in Current File');
  await page.locator('[class*="testing-failed"], .codicon-testing-failed-icon').first().waitFor(WAIT);
  const rows = page.locator('.panel .monaco-list-row', { hasText: '@' });
  await rows.filter({ hasText: '@wrong' }).first().waitFor(WAIT);
  result.tests = (await rows.allInnerTexts()).map(plain);
  const passed = workbench.group(0).locator('[class*="testing-passed"], .codicon-testing-passed-icon');
  result.passedTests = await workbench.count('the sign of the test that passed', passed, (number) => number > 0);
  result.explorer = (await explorer.allInnerTexts()).map(plain);
  await workbench.screenshot('tests');
  await workbench.run('View: Hide Panel');
  await workbench.run('View: Show Explorer');
}

module.exports = { seeTests };
