import { type ChildProcess, spawn } from 'node:child_process'
import { MUTANT_VARIABLE } from './chosen-mutant.ts'

/** How a process ended. */
export interface ProcessEnd {
  readonly succeeded: boolean
  /** Whether it was killed for having told nothing for too long. */
  readonly hung: boolean
  /** The last of what it wrote to stderr. */
  readonly complaint: string
}

export interface ProcessRun {
  readonly args: readonly string[]
  /** Null for the code as it is. */
  readonly mutantName: string | null
  /** How long it may write nothing to stdout before it counts as hung, in milliseconds. */
  readonly silenceMs: number
  readonly onLine: (line: string) => void
}

const MOST_COMPLAINT = 4_000
const running = new Set<ChildProcess>()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    for (const child of running) killGroup(child)
    process.kill(process.pid, signal)
  })
}

/** Runs this Node with these arguments, and a mutant, to its end. */
export function runProcess({
  args,
  mutantName,
  silenceMs,
  onLine,
}: ProcessRun): Promise<ProcessEnd> {
  const env = mutantName === null ? process.env : { ...process.env, [MUTANT_VARIABLE]: mutantName }
  // A group of its own: what hangs is killed with whatever it has started.
  const child = spawn(process.execPath, args, {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let hung = false
  let complaint = ''
  let unfinished = ''
  const timer = setTimeout(() => {
    hung = true
    killGroup(child)
  }, silenceMs)
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    timer.refresh()
    const lines = (unfinished + text).split('\n')
    unfinished = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-MOST_COMPLAINT)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(timer)
      running.delete(child)
      resolve({ succeeded: code === 0, hung, complaint })
    })
  })
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has ended in the meantime.
  }
}
