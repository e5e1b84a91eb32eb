import { parseArgs } from 'node:util'
import { runFuzz } from './run-fuzz.ts'

/** `npm run fuzz -- --frames N --start S`: one line of what was done; ends with 1 when a promise was broken. */
const SHOWN_BREACHES = 20

const { values } = parseArgs({
  options: {
    frames: { type: 'string', default: '100000' },
    start: { type: 'string', default: '1' },
  },
})

const report = await runFuzz({
  frames: wholeNumber('frames', values.frames),
  start: wholeNumber('start', values.start),
})
for (const breach of report.breaches.slice(0, SHOWN_BREACHES)) console.error(breach)
console.log(report.summary())
if (report.breaches.length > 0) process.exitCode = 1

function wholeNumber(name: string, text: string): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= 1) return number
  console.error(`--${name} is a whole number from 1 on, not ${JSON.stringify(text)}`)
  process.exit(2)
}
