#!/usr/bin/env node
// The way in from a machine that has Node 20 or newer and npm, and nothing else: installs what package.json pins, with the
// pinned pnpm, which brings the Node that the tools need; builds; then runs what was asked for on that Node.
//
//   node scripts/in-workspace.mjs NAME [argument …]
//
// Plain JavaScript, because the machine's Node may not know types.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const pnpm = (...args) => ['npx', '--yes', packageManager, ...args]
const install = pnpm('install', '--frozen-lockfile', '--prefer-offline', '--silent')
const build = pnpm('exec', 'turbo', 'run', 'build', '--output-logs=errors-only')

/** What `check` runs, one after the other: scripts of package.json. */
const CHECKS = [
  'lint',
  'types',
  'check:samples',
  'check:scenarios',
  'check:mutants',
  'check:unused',
  'check:packages',
]

/** What each name runs after the install and the build; the caller's arguments go where `given` stands. */
const STEPS = {
  demo: () => [['node', 'apps/demo/dist/main.js']],
  test: (given) => [
    ['vitest', 'run', ...given],
    ['node', 'scripts/name-other-lanes.ts'],
  ],
  'test:clients': (given) => [['vitest', 'run', '--config', 'vitest.clients.config.ts', ...given]],
  'test:browser': (given) => [['vitest', 'run', '--config', 'vitest.browser.config.ts', ...given]],
  'test:compat': () => [['node', 'scripts/lane-compat.ts']],
  'test:kafka': (given) => [['node', 'scripts/lane-kafka.ts', ...given]],
  mutants: (given) => [
    ['node', '--disable-warning=ExperimentalWarning', 'scripts/mutants/main.ts', ...given],
  ],
  simulate: (given) => [['node', 'packages/core/test/simulation/main.ts', ...given]],
  bench: (given) => [
    ['node', '--disable-warning=TimeoutNegativeWarning', 'bench/dist/main.js', ...given],
  ],
  reliability: (given) => [
    ['node', '--disable-warning=TimeoutNegativeWarning', 'reliability/dist/main.js', ...given],
  ],
  deaths: (given) => STEPS.reliability(['--only', 'deaths', ...given]),
  fuzz: (given) => [['node', 'packages/core/test/fuzz/main.ts', ...given]],
  kafka: (given) => [['node', 'packages/testing/dist/cli/main.js', ...given]],
  check: () => CHECKS.map((script) => pnpm('run', script)),
}

/** Signals that come twice within this time are one: a terminal and npm both pass Ctrl-C on. Milliseconds. */
const SAME_SIGNAL_MS = 200

const environment = {
  ...process.env,
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  // The pinned Node itself, not the shell script that pnpm puts in front of it: a signal would end at the shell.
  PATH: [
    join(root, 'node_modules/node/bin'),
    join(root, 'node_modules/.bin'),
    process.env.PATH,
  ].join(delimiter),
}

let running = null
let signalledAt = 0
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    const now = Date.now()
    if (now - signalledAt > SAME_SIGNAL_MS) running?.kill(signal)
    signalledAt = now
  })
}

const [name = '', ...given] = process.argv.slice(2)
if (!Object.hasOwn(STEPS, name)) {
  console.error(
    `There is no ${JSON.stringify(name)} to run; there is ${Object.keys(STEPS).join(', ')}`,
  )
  process.exit(2)
}
await run(install, process.env)
for (const step of [build, ...STEPS[name](given)]) await run(step, environment)

/** Runs one program to its end, and ends as it does unless it succeeds. */
function run([program, ...args], env) {
  return new Promise((resolve) => {
    // A process group of its own: Ctrl-C reaches it through here, once, and not beside from the terminal.
    running = spawn(program, args, { cwd: root, env, stdio: 'inherit', detached: true })
    running.on('error', (error) => {
      console.error(`${program} could not be started: ${error.message}`)
      process.exit(1)
    })
    running.on('exit', (code, signal) => {
      if (code === 0 && signalledAt === 0) resolve()
      else if (signal === null) process.exit(code ?? 1)
      else {
        process.removeAllListeners(signal)
        process.kill(process.pid, signal)
      }
    })
  })
}
