// Plays scenes in a real VS Code (code-server) in a real browser: does what a user would do and reports what is on screen.
// The task is the first argument, as JSON: { url, folder, misconfigured?, browser, playwright, screenshots, only? }.
// The last line printed is the result.

const task = JSON.parse(process.argv[2]);
const { chromium } = require(task.playwright);
const { Workbench } = require('./workbench');

async function playAll(scenes) {
  const browser = await chromium.launch({
    executablePath: task.browser,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  const result = {};
  try {
    const page = await (await browser.newContext({ viewport: { width: 1080, height: 580 } })).newPage();
    const workbench = new Workbench(page, task);
    try {
      for (const scene of scenes) {
        if (task.only !== undefined && !task.only.includes(scene.name)) continue;
        await scene(workbench, result);
        workbench.log(scene.name);
      }
    } catch (error) {
      await workbench.screenshot('failure').catch(() => undefined);
      throw error;
    }
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(result));
}

function play(scenes) {
  playAll(scenes).catch((error) => {
    console.error(String(error && error.stack ? error.stack : error));
    process.exit(1);
  });
}

module.exports = { play };
