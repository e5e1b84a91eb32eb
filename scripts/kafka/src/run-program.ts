import { spawn } from 'node:child_process'

/**
 * Runs a program to its end.
 * @returns What it wrote to its standard output.
 * @throws {Error} It could not be started or ended with another code than 0; the message carries what it wrote.
 */
export async function runProgram(
  program: string,
  programArguments: readonly string[],
): Promise<Buffer> {
  const child = spawn(program, programArguments, { stdio: ['ignore', 'pipe', 'pipe'] })
  const output: Buffer[] = []
  const complaints: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code === 0) return Buffer.concat(output)
  const said = Buffer.concat([...complaints, ...output])
    .toString()
    .trim()
  throw new Error(`${program} ended with code ${code}: ${said}`)
}
