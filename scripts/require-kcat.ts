import { spawnSync } from 'node:child_process'

/** Ends the lane before its first test when kcat is missing, with the words that say how to install it. */
export function setup(): void {
  if (spawnSync('kcat', ['-V']).status === 0) return
  console.error(
    'This lane needs kcat, not found on the PATH. On Debian and Ubuntu: apt-get install kcat',
  )
  process.exit(1)
}
