import { execFile } from 'node:child_process'
import os from 'node:os'
import { promisify } from 'node:util'

/** Without this a figure is only a number. */
export interface Environment {
  readonly date: string
  readonly commit: string
  readonly command: string
  readonly machine: string
  /** How many processes wanted a processor in the minute before the run: beside a busy neighbour no figure means much. */
  readonly load: string
  readonly system: string
  /** What was sent to: every kind of broker that the scenarios needed. */
  readonly broker: string
}

const BYTES_PER_GIB = 1024 ** 3

/** @param command the whole of it, as it can be given again */
export async function environmentOf(command: string): Promise<Omit<Environment, 'broker'>> {
  const processors = os.cpus()
  const model = processors[0]?.model.trim() ?? 'unknown processor'
  const memoryGib = Math.round(os.totalmem() / BYTES_PER_GIB)
  return {
    date: new Date().toISOString(),
    commit: await currentCommit(),
    command,
    machine: `${model}, ${processors.length} cores, ${memoryGib} GiB`,
    load: `${os.loadavg()[0]?.toFixed(2)} before the run`,
    system: `${os.type()} ${os.release()} ${os.arch()}`,
  }
}

/** The checked-out commit, marked when files differ from it; `unknown` outside a git checkout. */
async function currentCommit(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', ['describe', '--always', '--dirty'], {
      cwd: import.meta.dirname,
    })
    return stdout.trim()
  } catch {
    return 'unknown'
  }
}
