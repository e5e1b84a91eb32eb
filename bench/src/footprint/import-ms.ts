import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const RUNS = 5

const PROGRAM = `
const startedAt = performance.now()
await import(process.argv[1])
console.log(performance.now() - startedAt)
process.exit()
`

/**
 * How long a package takes to be imported by a Node.js process that has imported nothing else: the median of five.
 *
 * @param folder in whose `node_modules` it lies
 */
export async function importMs(packageName: string, folder: string): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < RUNS; run++) times.push(await importOnceMs(packageName, folder))
  return times.toSorted((left, right) => left - right)[Math.floor(RUNS / 2)] ?? Number.NaN
}

async function importOnceMs(packageName: string, folder: string): Promise<number> {
  const args = ['--input-type=module', '--eval', PROGRAM, packageName]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder })
  return Number(stdout.trim().split('\n').at(-1))
}
