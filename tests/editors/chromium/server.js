// The server itself: its report, its end, its absence.

const fs = require('node:fs');
const path = require('node:path');
const { WAIT, plain } = require('./workbench');

const pidFile = (workbench) => path.join(workbench.task.folder, '.venv', 'pid');

/** Waits until another server runs than the one of that process id. */
async function anotherServer(workbench, before) {
  await workbench.until('another server', async () => {
    const seen = fs.readFileSync(pidFile(workbench), 'utf8').trim();
    return { done: seen !== '' && seen !== before, seen };
  });
  await workbench.serverIsReady();
}

const currentServer = (workbench) => fs.readFileSync(pidFile(workbench), 'utf8').trim();

/** The command shows how the server is doing, in a page that cannot be edited. */
async function seeStatus(workbench, result) {
  await workbench.openWithServer('good.ori');
  await workbench.run('Ori: Show Server Status');
  result.report = await workbench.textThat(0, 'the report', (text) => text.includes('Ori language server'));
  result.reportTabs = await workbench.tabs();
  await workbench.screenshot('server-status');
}

/** The user restarts the server. */
async function seeRestart(workbench, result) {
  await workbench.openWithServer('good.ori');
  const before = currentServer(workbench);
  await workbench.run('Ori: Restart Server');
  await anotherServer(workbench, before);
  result.hoverAfterRestart = await workbench.hover('double', /define/);
}

/** The server dies; the client starts it again and goes on. */
async function seeCrash(workbench, result) {
  await workbench.openWithServer('good.ori');
  const before = currentServer(workbench);
  process.kill(Number(before), 'SIGKILL');
  await anotherServer(workbench, before);
  result.hoverAfterCrash = await workbench.hover('double', /define/);
}

/** A server that cannot be found is explained, with a way to the settings. */
async function seeExplanationOfMissingServer(workbench, result) {
  await workbench.open('good.ori', workbench.task.misconfigured);
  const toast = workbench.page.locator('.notification-toast', { hasText: 'ori.server.path' });
  await toast.waitFor(WAIT);
  result.missingServer = plain(await toast.innerText());
  await workbench.screenshot('missing-server');
}

/** The walkthrough says how to begin. */
async function seeWalkthrough(workbench, result) {
  const { page } = workbench;
  await workbench.openWithServer('good.ori');
  await workbench.run('Welcome: Open Walkthrough...');
  await workbench.choose('Get Started with Ori');
  await page.locator('.getting-started-step', { hasText: 'Install the toolchain' }).first().waitFor(WAIT);
  result.walkthrough = (await page.locator('.getting-started-step .step-title').allInnerTexts()).map(plain);
  await workbench.screenshot('walkthrough');
}

module.exports = { seeStatus, seeRestart, seeCrash, seeExplanationOfMissingServer, seeWalkthrough };
